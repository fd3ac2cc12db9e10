"""What pupils type for a number, with a stroke between the texts, and what it means."""

# Texts that mean the same, with a stroke between them.
LIKELIEST = {
    (187_000, 1000): "187,000|187000|18.7万|0.187 million|1.87e5|１８．７万|18万7千|18,7000|18.7w|18.7wan|187k|187 K|"
    "0.187M|0.187m|0.187 mn|187 thousands|187千|18.7萬|0.00187亿|答案是18.7万|(187,000)|x = 187,000|I think 187,000",
    (187_000, 100): "18.70万",
    ("1.5", "0.1"): "1,5|+1.5|1.5.|一点五|plus 1.5",
    (-41, 1): "−41|–41|－41|minus 41|负41|负四十一",
    ("0.5", "0.1"): ".5|零点五",
    (2 * 10**8, 10**8): "2 hundred million|2亿|两亿|两万万|0.2 bn|0.2b|0.2 billion|200m|200 millions|二亿",
    (10**12, 10**12): "1万亿|1tn|一万亿|1 trillion",
    (0, 1): "0|零",
    ("1/13", 0): "1/13|十三分之一|13分之1|1 / 13",
    ("9/4", 0): "9/4|2 1/4|2¼|2 ¼|2 and 1/4|二又四分之一|四分之九|2又1/4|二又1/4|18/8",
    (187, 1): "一百八十七|187|一百八十七辆|一八七|187辆|大约187|约一百八十七台|187左右|共187辆|187 in all",
    (180_000, 10_000): "十八万|一十八万|180k|十八萬",
    (15_000, 1000): "一万五|一万五千|1.5万|15千|1万5|1万5千|一万5千",
    (150, 10): "一百五|一百五十",
    ("44.7", "0.1"): "四十四点七",
    (72_030_461, 1): "七千二百零三万零四百六十一",
    (187_005, 1): "十八万七千零五",
    (30, 10): "三成|百分之三十|30%|三十",
    (45, 1): "四成五|百分之四十五|四十五",
    (2021, 1): "二〇二一|二零二一|两千零二十一",
    (120_000_000, 10_000_000): "一亿二千万|1.2亿|一亿二|1亿2",
    ("2.25", "0.01"): "2.25|×2.25|x2.25|2.25x|times 2.25",
}
UNITS = {
    "": "5|5 k|5.|5 m|= 5 |五|5 左右|5 in total",
    "%": "10%|百分之10|１０％|百分之十|% 10|10 %.|三成|10% of the cars",
    "¥": "¥5|¥ 5|5¥",
    "辆": "18.7万辆|十八万七千辆|18.7w辆|18万7千辆",
    "m2": "3 m²|3 m^2|3 m2",
    "km2": "3 km²|3km^2",
    "vehicles": "5 vehicles.|5vehicles|5 vehicles made",
    "firms per month": "8 firms a month|8 firms per month|8 firms/month|8 firms each month|8 firms monthly|8 firms/mo",
    "per month": "8每月|8/月|每月8|每个月8|8 monthly",
    "% per year": "8% a year|8 %/yr|8% p.a.|8% per annum|8% annually|每年8%|年均8%|8%每年",
}
ENDS = {
    "upwards": "over 3|no fewer than 3|> 3|超过5|at least 5|more than 5|5 or more|5以上|5+|至少5|≥5|min 5|"
    "min. 5|5余|18万多辆",
    "downwards": "under 3|< 3|不到5|at most 5|less than 5|5 or less|5以下|nearly 5|最多5|≤5|max 5|不超过5",
}
DAYS = (
    "19|January 19|Jan-19|19 Jan|Jan 19 2021|19 January 2021|Jan. 19th|January 19, 2021|the 19th of January|19th|19日|"
    "1月19日|元月19日|2021-01-19|2021年1月19日|一月十九日|十九号|19/1|1/19|1.19|19.01.2021|1/19/2021|on Jan 19|day 19|"
    "Tue, Jan 19|第19天|about 19"
)
ASKED_ABOUT = {
    "nothing": "|   ",
    "in_digits": "eighteen|about two thirds|几十万|十几万|三四十|half a million|一半|nineteenth|threefold|doubled",
    "no_number": "many|often|?|NaN|&b|January|over|¥|无",
    "number_first": "about some 3|±5|Jan 19|n is about: b3|几5",
    "direction": "fell by 68|reduced by 68 %|68 % fewer|45 % more|下降68%|down 68|rose by 5|增长45%|8 more firms",
    "one_number": "between 3 and 4|介于3和4",
    "which_number": "3 to 4|3-4|5 yuan 5|18万19万|5±1|764000 ÷ 2|187,000 in 2020",
    "which_digits": "2 3|1,87,000|1.2,3.4|43.5 0000",
    "out_of_proportion": "1e99|1 trillion trillion trillion",
    "zero": "1/0",
    "long": "9" * 200,
}
OTHER_DAYS = "Feb 19|2月19日|19 March|2020-01-19|2021-02-19|Sept. 19|19/2|January 19, 2022|二月十九日|19.02.2021|19/0"
SLOW = ["x" * 80, "a" * 79 + "=", "=" * 80, "一" * 80, "1 " * 40, "1,000" * 16, "about " * 13, "9" * 80, "十万" * 40]
