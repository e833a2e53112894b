#ifndef AREA_H
#define AREA_H

#ifdef __cplusplus
extern "C"
#endif
double area(double radius);

#endif
