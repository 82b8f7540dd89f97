#define GUIJU_KERNELS Avx2Kernels
#define GUIJU_KERNELS_NAME "avx2"
#include "runtime/tables/kernels.inl"
