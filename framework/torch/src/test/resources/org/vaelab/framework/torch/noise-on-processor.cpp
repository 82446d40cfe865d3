// SPDX-License-Identifier: Apache-2.0
//
// What noise.cu needs of CUDA, for a compiler of the processor, and a program that runs its kernels:
//   noise KERNEL KIND LENGTH KEY STREAM  the draws on standard output, as bytes
//   noise bernoulli_...                  the probabilities on standard input
//   noise quantile                       quantiles of the doubles on standard input

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#define __device__
#define __global__

struct place {
    unsigned int x;
};

static place blockIdx = {0};
static place blockDim = {128};
static place threadIdx = {0};

static long long __double_as_longlong(double value) {
    long long bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double __longlong_as_double(long long bits) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

#include "noise.cu"

template <typename Kernel>
static void launch(long long threads, Kernel kernel) {
    unsigned int blocks = (unsigned int) ((threads + blockDim.x - 1) / blockDim.x);
    for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
        for (threadIdx.x = 0; threadIdx.x < blockDim.x; threadIdx.x++) {
            kernel();
        }
    }
}

template <typename T>
static std::vector<T> input() {
    std::vector<T> values;
    T value;
    while (std::fread(&value, sizeof value, 1, stdin) == 1) {
        values.push_back(value);
    }
    return values;
}

template <typename T>
static void output(const std::vector<T> &values) {
    std::fwrite(values.data(), sizeof(T), values.size(), stdout);
}

int main(int, char **arguments) {
    std::string kernel = arguments[1];
    if (kernel == "quantile") {
        std::vector<double> values = input<double>();
        for (double &value : values) {
            value = normal_quantile(value);
        }
        output(values);
        return 0;
    }
    int kind = std::atoi(arguments[2]);
    long long n = std::atoll(arguments[3]);
    word key = std::strtoull(arguments[4], nullptr, 10);
    word stream = std::strtoull(arguments[5], nullptr, 10);
    if (kernel == "draw_float") {
        std::vector<float> out(n);
        launch((n + 1) / 2, [&] { draw_float(kind, key, stream, out.data(), n); });
        output(out);
    } else if (kernel == "draw_double") {
        std::vector<double> out(n);
        launch((n + 1) / 2, [&] { draw_double(kind, key, stream, out.data(), n); });
        output(out);
    } else if (kernel == "bernoulli_float") {
        std::vector<float> p = input<float>();
        std::vector<float> out(n);
        launch((n + 3) / 4, [&] { bernoulli_float(key, stream, p.data(), out.data(), n); });
        output(out);
    } else {
        std::vector<double> p = input<double>();
        std::vector<double> out(n);
        launch((n + 3) / 4, [&] { bernoulli_double(key, stream, p.data(), out.data(), n); });
        output(out);
    }
    return 0;
}
