#include "shapes.h"

#include <math.h>
#include <stdio.h>

double circle_area(const struct circle *circle)
{
    const double pi = acos(-1.0);
    return pi * circle->radius * circle->radius;
}

void circle_print(const struct circle *circle)
{
    printf("a circle of radius %g covers %g\n", circle->radius, circle_area(circle));
}
