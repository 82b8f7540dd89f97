#define GUIJU_KERNELS BaselineKernels
#define GUIJU_KERNELS_NAME "baseline"
#include "runtime/tables/kernels.inl"
