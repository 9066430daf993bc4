#ifndef C_ALLOCATION_COUNT_H
#define C_ALLOCATION_COUNT_H

/// Number of heap allocations made by the calling thread since it started.
unsigned long allocation_count(void);

#endif
