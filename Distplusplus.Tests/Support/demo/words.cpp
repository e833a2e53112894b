#include "shapes.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <regex>
#include <string>

int main()
{
    std::map<std::string, int> counts;
    const std::string text = "the host compiles, the client waits, the build goes on";
    const std::regex word("[a-z]+");
    for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at)
    {
        ++counts[at->str()];
    }

    const auto most = std::max_element(
        counts.begin(), counts.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    const circle round{2.0};
    std::cout << most->first << ' ' << most->second << ' ' << circle_area(&round) << '\n';
}
