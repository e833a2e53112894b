#ifndef SHAPES_H
#define SHAPES_H

#ifdef __cplusplus
extern "C" {
#endif

struct circle { double radius; };

double circle_area(const struct circle *circle);

#ifdef __cplusplus
}
#endif

#endif
