#include "area.h"

#include <iostream>

int main()
{
    std::cout << "area " << area(2) << '\n';
}
