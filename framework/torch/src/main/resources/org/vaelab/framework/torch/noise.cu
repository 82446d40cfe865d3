// SPDX-License-Identifier: Apache-2.0
//
// The draws of org.vaelab.framework.random on a CUDA device, byte for byte: the same words of Philox4x32-10,
// and the same operations in double precision in the same order (Philox, BitStream, NaturalLogarithm,
// NormalQuantile, Discrete). Sums, products, quotients and roots are exactly rounded on either side as long as
// the compiler does not contract a product and a sum: --fmad=false.
//
// Compiled by NVRTC when a backend opens; a test compiles it as C++ for the processor.

typedef unsigned long long word;
typedef unsigned int half_word;

struct block {
    word first;
    word second;
};

__device__ static block philox(word key, word stream, word counter) {
    half_word c0 = (half_word) counter;
    half_word c1 = (half_word) (counter >> 32);
    half_word c2 = (half_word) stream;
    half_word c3 = (half_word) (stream >> 32);
    half_word k0 = (half_word) key;
    half_word k1 = (half_word) (key >> 32);
    for (int round = 0; round < 10; round++) {
        word product0 = 0xD2511F53ULL * c0;
        word product1 = 0xCD9E8D57ULL * c2;
        c0 = (half_word) (product1 >> 32) ^ c1 ^ k0;
        c1 = (half_word) product1;
        c2 = (half_word) (product0 >> 32) ^ c3 ^ k1;
        c3 = (half_word) product0;
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    block out = {(word) c1 << 32 | c0, (word) c3 << 32 | c2};
    return out;
}

__device__ static double open_unit(word bits) {
    return (double) (long long) (bits >> 12 << 1 | 1) * (1.0 / 9007199254740992.0);
}

// Of positive normal numbers.
__device__ static double natural_logarithm(double x) {
    const double head = 6.93147180369123816490e-01;
    const double tail = 1.90821492927058770002e-10;
    long long bits = __double_as_longlong(x);
    int fraction = (int) (bits >> 32) & 0xFFFFF;
    int carry = (fraction + 0x95F64) & 0x100000;
    int k = (int) (bits >> 52) - 1023 + (carry >> 20);
    long long exponent = (long long) (carry ^ (1023 << 20));
    double f = __longlong_as_double((bits & 0xFFFFFFFFFFFFFLL) | exponent << 32) - 1;
    if ((0xFFFFF & (2 + fraction)) < 3) {
        double r = f * f * (0.5 - 0.33333333333333333 * f);
        return k == 0 ? f - r : k * head - ((r - k * tail) - f);
    }
    double s = f / (2 + f);
    double z = s * s;
    double w = z * z;
    double even =
            w * (3.999999999940941908e-01
                    + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd =
            z * (6.666666666666735130e-01
                    + w * (2.857142874366239149e-01
                            + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double r = odd + even;
    if (((fraction - 0x6147A) | (0x6B851 - fraction)) > 0) {
        double half = 0.5 * f * f;
        return k == 0
                ? f - (half - s * (half + r))
                : k * head - ((half - (s * (half + r) + k * tail)) - f);
    }
    return k == 0 ? f - s * (f - r) : k * head - ((s * (f - r) - k * tail) - f);
}

__device__ static double centre_quantile(double r) {
    double above = 2509.0809287301227 * r + 33430.57558358813;
    above = (above * r + 67265.7709270087) * r + 45921.95393154987;
    above = (above * r + 13731.69376550946) * r + 1971.5909503065513;
    above = (above * r + 133.14166789178438) * r + 3.3871328727963665;
    double below = 5226.495278852854 * r + 28729.085735721943;
    below = (below * r + 39307.89580009271) * r + 21213.794301586597;
    below = (below * r + 5394.196021424751) * r + 687.1870074920579;
    below = (below * r + 42.31333070160091) * r + 1;
    return above / below;
}

__device__ static double near_quantile(double r) {
    double above = 7.745450142783414E-4 * r + 0.022723844989269184;
    above = (above * r + 0.2417807251774506) * r + 1.2704582524523684;
    above = (above * r + 3.6478483247632045) * r + 5.769497221460691;
    above = (above * r + 4.630337846156546) * r + 1.4234371107496835;
    double below = 1.0507500716444169E-9 * r + 5.475938084995345E-4;
    below = (below * r + 0.015198666563616457) * r + 0.14810397642748008;
    below = (below * r + 0.6897673349851) * r + 1.6763848301838038;
    below = (below * r + 2.053191626637759) * r + 1;
    return above / below;
}

__device__ static double far_quantile(double r) {
    double above = 2.0103343992922881E-7 * r + 2.7115555687434876E-5;
    above = (above * r + 0.0012426609473880784) * r + 0.026532189526576124;
    above = (above * r + 0.29656057182850487) * r + 1.7848265399172913;
    above = (above * r + 5.463784911164114) * r + 6.657904643501103;
    double below = 2.0442631033899397E-15 * r + 1.421511758316446E-7;
    below = (below * r + 1.8463183175100548E-5) * r + 7.868691311456133E-4;
    below = (below * r + 0.014875361290850615) * r + 0.1369298809227358;
    below = (below * r + 0.599832206555888) * r + 1;
    return above / below;
}

__device__ static double normal_quantile(double p) {
    double q = p - 0.5;
    if (fabs(q) <= 0.425) {
        return q * centre_quantile(0.180625 - q * q);
    }
    double r = sqrt(-natural_logarithm(q < 0 ? p : 1 - p));
    double x = r <= 5 ? near_quantile(r - 1.6) : far_quantile(r - 5);
    return q < 0 ? -x : x;
}

// Kinds: 0 uniform, 1 normal, 2 exponential; the order of org.vaelab.framework.random.Continuous.
__device__ static double drawn(int kind, word bits) {
    double u = open_unit(bits);
    return kind == 0 ? u : kind == 1 ? normal_quantile(u) : -natural_logarithm(u);
}

__device__ static float rounded(int kind, double value) {
    float f = (float) value;
    // The largest uniforms round to 1, which is not below 1.
    return kind == 0 && f > 0.99999994f ? 0.99999994f : f;
}

// A block of two words for each thread; one thread for every two draws.
extern "C" __global__ void draw_float(int kind, word key, word stream, float *out, long long length) {
    long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;
    if (2 * i >= length) {
        return;
    }
    block words = philox(key, stream, (word) i);
    out[2 * i] = rounded(kind, drawn(kind, words.first));
    if (2 * i + 1 < length) {
        out[2 * i + 1] = rounded(kind, drawn(kind, words.second));
    }
}

extern "C" __global__ void draw_double(int kind, word key, word stream, double *out, long long length) {
    long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;
    if (2 * i >= length) {
        return;
    }
    block words = philox(key, stream, (word) i);
    out[2 * i] = drawn(kind, words.first);
    if (2 * i + 1 < length) {
        out[2 * i + 1] = drawn(kind, words.second);
    }
}

// 1 where the centred word (2w + 1) / 2^33 is below p.
__device__ static bool below(half_word bits, double p) {
    return (double) ((long long) bits << 1 | 1) < p * 8589934592.0;
}

__device__ static half_word quarter(block words, int place) {
    word chosen = place < 2 ? words.first : words.second;
    return (half_word) (place % 2 == 0 ? chosen : chosen >> 32);
}

// One thread for every four draws.
extern "C" __global__ void bernoulli_float(word key, word stream, const float *p, float *out, long long length) {
    long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;
    block words = philox(key, stream, (word) i);
    for (int j = 0; j < 4 && 4 * i + j < length; j++) {
        out[4 * i + j] = below(quarter(words, j), p[4 * i + j]) ? 1.0f : 0.0f;
    }
}

extern "C" __global__ void bernoulli_double(word key, word stream, const double *p, double *out, long long length) {
    long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;
    block words = philox(key, stream, (word) i);
    for (int j = 0; j < 4 && 4 * i + j < length; j++) {
        out[4 * i + j] = below(quarter(words, j), p[4 * i + j]) ? 1.0 : 0.0;
    }
}
