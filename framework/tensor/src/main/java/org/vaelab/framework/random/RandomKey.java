// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name for randomness: an immutable value from which draws are computed, not consumed.
 *
 * <pre>{@code
 * RandomKey run = RandomKey.of(1);
 * RandomKey step = run.split("posterior").fold(17);   // seed 1/posterior/[17]
 * float[] noise = new float[100 * 20];
 * step.normal(noise, 0, noise.length);
 * double[] uniform = step.split("mask").uniform(100); // [100], in (0, 1)
 * }</pre>
 *
 * <p>The i-th value of a kind of draw is a function of (key, i) alone. It does not depend on the
 * number of values requested, earlier draws, the thread, the backend, the operating system or the
 * processor. A second request returns the same values; derive a new key for new ones. Draws of
 * different kinds (uniform, normal, ...) from one key are independent. The float form of a draw is
 * the double form rounded to float, so that runs in either precision see the same noise.
 *
 * <p>A key is 128 bits: a Philox4x32-10 key and the upper half of its counter. {@link #fold} and
 * {@link #split} compute the next 128 bits as one Philox block or more under salts that no draw
 * uses. Keys folded from one key with different indices therefore always differ; any other two of n
 * keys share a stream with probability about n^2 / 2^129, which for 10^12 keys is 10^-15.
 *
 * <p>Not for cryptography. Safe for use by several threads at once. A key holds no buffer: creating
 * one costs a few Philox blocks, some tens of nanoseconds.
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon, Moraes, Dror, Shaw: Parallel
 *     random numbers: as easy as 1, 2, 3. SC11, 2011</a>
 */
public sealed class RandomKey permits JoinedKey {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.+-]+");

    private final long seed;
    private final @Nullable RandomKey parent;
    private final @Nullable String name;
    private final long index;
    private final long key;
    private final long stream;

    /** A copy, for a key that is more. */
    RandomKey(RandomKey other) {
        this(
                other.seed,
                other.parent,
                other.name,
                other.index,
                new long[] {other.key, other.stream});
    }

    private RandomKey(
            long seed,
            @Nullable RandomKey parent,
            @Nullable String name,
            long index,
            long[] state) {
        this.seed = seed;
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.key = state[0];
        this.stream = state[1];
    }

    /** The root key of a seed. Different seeds give different keys. */
    public static RandomKey of(long seed) {
        long[] state = {0, 0};
        mix(Domain.ROOT, seed, state);
        return new RandomKey(seed, null, null, 0, state);
    }

    /**
     * The key of some keys' draws, one after another: of n numbers of any kind, the first n / m are
     * the first draws of the first of m keys, and so on. So one request, for example a posterior's
     * draws [K, B, event], gives what m requests would give. It splits and folds as each of them
     * does.
     *
     * <p>Only requests for whole arrays from position 0 on have a meaning: others throw {@link
     * UnsupportedOperationException}, and so does an array that m does not divide.
     *
     * @param keys at least one, none of them joined
     */
    public static RandomKey joined(List<RandomKey> keys) {
        return keys.size() == 1 ? keys.get(0) : new JoinedKey(keys);
    }

    /** Returns the keys that are joined; of a plain key, itself. */
    public List<RandomKey> parts() {
        return List.of(this);
    }

    /**
     * The key of a named use, such as {@code init} or {@code posterior}.
     *
     * <p>The UTF-8 bytes of the name are absorbed eight at a time, after their number, so that no
     * name is the beginning of another.
     *
     * @throws IllegalArgumentException if the name is empty or not well-formed Unicode
     */
    public RandomKey split(String name) {
        byte[] bytes = utf8(name);
        if (bytes.length == 0) {
            throw new IllegalArgumentException(
                    "cannot split " + this + " by an empty name; name the use of the new key");
        }
        long[] state = {key, stream};
        mix(Domain.SPLIT, bytes.length, state);
        for (int start = 0; start < bytes.length; start += Long.BYTES) {
            long chunk = 0;
            for (int i = start; i < Math.min(start + Long.BYTES, bytes.length); i++) {
                chunk |= (bytes[i] & 0xFFL) << (Byte.SIZE * (i - start));
            }
            mix(Domain.SPLIT, chunk, state);
        }
        return new RandomKey(seed, this, name, 0, state);
    }

    /** The key of one of many like uses: of a step, an epoch, a run, a datum. Any index goes. */
    public RandomKey fold(long index) {
        long[] state = {key, stream};
        mix(Domain.FOLD, index, state);
        return new RandomKey(seed, this, null, index, state);
    }

    /** (key, stream) to the block of counter (value, stream) under the salted key. */
    private static void mix(Domain domain, long value, long[] state) {
        Philox.blocks(state[0] ^ domain.salt(), state[1], value, 1, state);
    }

    private static byte[] utf8(String name) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" is not well-formed Unicode: an unpaired surrogate",
                    e);
        }
    }

    /**
     * Returns how this key was derived from its root, such as {@code posterior/[17]}; empty for the
     * root. A name with other characters than letters, digits and {@code _.+-} is quoted, so that
     * different derivations have different paths.
     */
    public String path() {
        if (parent == null) {
            return "";
        }
        String before = parent.path();
        return before.isEmpty() ? step() : before + "/" + step();
    }

    private String step() {
        if (name == null) {
            return "[" + index + "]";
        }
        return PLAIN_NAME.matcher(name).matches()
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** {@code seed 1/posterior/[17]}: the seed and the path. */
    @Override
    public String toString() {
        return parent == null ? "seed " + seed : "seed " + seed + "/" + path();
    }

    /** Whether the other object is a key with the same draws. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RandomKey that
                && getClass() == that.getClass()
                && key == that.key
                && stream == that.stream;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(key ^ stream);
    }

    BitStream stream(Domain domain) {
        return new BitStream(key ^ domain.salt(), stream);
    }

    /** The first 64 random bits, for a foreign generator that wants a seed. */
    public long bits() {
        return bits(1)[0];
    }

    /** The first n words of 64 random bits. */
    public long[] bits(int n) {
        long[] out = new long[Arguments.requireCount(n)];
        long[] words = BitStream.buffer(n);
        BitStream source = stream(Domain.BITS);
        for (int done = 0; done < n; done += BitStream.CHUNK) {
            int count = Math.min(n - done, BitStream.CHUNK);
            System.arraycopy(words, source.fetch(done, count, words), out, done, count);
        }
        return out;
    }

    /**
     * The first n uniforms of the open interval (0, 1): the 2^52 odd multiples of 2^-53, equally
     * likely. The logarithms of u and of 1 - u are finite. The float form never rounds up to 1.
     */
    public double[] uniform(int n) {
        return drawn(Continuous.UNIFORM, n);
    }

    public void uniform(float[] out, int offset, int length) {
        uniform(0, out, offset, length);
    }

    /** The uniforms at position, ..., position + length - 1 of this key's stream. */
    public void uniform(long position, double[] out, int offset, int length) {
        fill(Continuous.UNIFORM, position, out, offset, length);
    }

    public void uniform(long position, float[] out, int offset, int length) {
        fill(Continuous.UNIFORM, position, out, offset, length);
    }

    /**
     * The first n standard Normals, as the quantile of a uniform: within +-8.21.
     *
     * @see NormalQuantile
     */
    public double[] normal(int n) {
        return drawn(Continuous.NORMAL, n);
    }

    public void normal(float[] out, int offset, int length) {
        normal(0, out, offset, length);
    }

    /** The Normals at position, ..., position + length - 1 of this key's stream. */
    public void normal(long position, double[] out, int offset, int length) {
        fill(Continuous.NORMAL, position, out, offset, length);
    }

    public void normal(long position, float[] out, int offset, int length) {
        fill(Continuous.NORMAL, position, out, offset, length);
    }

    /** The first n exponentials of rate 1, as -log u. */
    public double[] exponential(int n) {
        return drawn(Continuous.EXPONENTIAL, n);
    }

    /** The draws of a distribution at positions 0, 1, ..., into the whole array. */
    public void draw(Continuous distribution, double[] out) {
        fill(distribution, 0, out, 0, out.length);
    }

    void fill(Continuous distribution, long position, double[] out, int offset, int length) {
        distribution.fill(this, position, out, offset, length);
    }

    void fill(Continuous distribution, long position, float[] out, int offset, int length) {
        distribution.fill(this, position, out, offset, length);
    }

    /** As the double form, into {@code out[offset ... offset + length - 1]}. */
    public void draw(Continuous distribution, float[] out, int offset, int length) {
        fill(distribution, 0, out, offset, length);
    }

    /** The random words that draws of a distribution are made of, for a device that makes them. */
    public BitStream stream(Continuous distribution) {
        return stream(distribution.domain());
    }

    /** The random words that Bernoulli draws are made of, two a word, the lower half first. */
    public BitStream bernoulliStream() {
        return stream(Domain.BERNOULLI);
    }

    private double[] drawn(Continuous distribution, int n) {
        double[] out = new double[Arguments.requireCount(n)];
        fill(distribution, 0, out, 0, n);
        return out;
    }

    /** As {@link #gamma(long, double[])} from position 0. */
    public double[] gamma(double[] shapes) {
        return gamma(0, shapes);
    }

    /**
     * Gamma draws of unit scale; element i, of shape {@code shapes[i]}, at position + i.
     *
     * <p>Marsaglia and Tsang's rejection, each element with random numbers of its own. A draw below
     * about 1e-323 is 0, frequent for shapes below 0.01: then use {@link #logGamma}.
     *
     * @throws IllegalArgumentException if a shape is outside [1e-300, 1e300] or NaN
     */
    public double[] gamma(long position, double[] shapes) {
        GammaSampler.require("shapes", shapes, position);
        GammaSampler sampler = new GammaSampler(stream(Domain.GAMMA));
        double[] out = new double[shapes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = sampler.draw(shapes[i], position + i);
        }
        return out;
    }

    /** As {@link #logGamma(long, double[])} from position 0. */
    public double[] logGamma(double[] shapes) {
        return logGamma(0, shapes);
    }

    /**
     * The logarithms of the draws of {@link #gamma(long, double[])}, finite for every shape.
     *
     * @throws IllegalArgumentException if a shape is outside [1e-300, 1e300] or NaN
     */
    public double[] logGamma(long position, double[] shapes) {
        GammaSampler.require("shapes", shapes, position);
        GammaSampler sampler = new GammaSampler(stream(Domain.GAMMA));
        double[] out = new double[shapes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = sampler.logDraw(shapes[i], position + i);
        }
        return out;
    }

    /** As {@link #beta(long, double[], double[])} from position 0. */
    public double[] beta(double[] a, double[] b) {
        return beta(0, a, b);
    }

    /**
     * Beta draws; element i, of parameters {@code a[i], b[i]}, at position + i.
     *
     * <p>G / (G + H) of two gammas, formed from their logarithms, so that tiny parameters give no
     * 0/0. In the closed interval [0, 1]: a draw within half an ulp of an end is that end.
     *
     * @throws IllegalArgumentException if the lengths differ, or a parameter is outside [1e-300,
     *     1e300] or NaN
     */
    public double[] beta(long position, double[] a, double[] b) {
        Arguments.requireSameLength("a", a.length, "b", b.length);
        GammaSampler.require("a", a, position);
        GammaSampler.require("b", b, position);
        GammaSampler first = new GammaSampler(stream(Domain.BETA_FIRST));
        GammaSampler second = new GammaSampler(stream(Domain.BETA_SECOND));
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            double logOdds = first.logDraw(a[i], position + i) - second.logDraw(b[i], position + i);
            out[i] = 1 / (1 + StrictMath.exp(-logOdds));
        }
        return out;
    }

    /** As {@link #bernoulli(float[], float[])}, into a new array. */
    public float[] bernoulli(float[] probabilities) {
        float[] out = new float[probabilities.length];
        bernoulli(probabilities, out);
        return out;
    }

    /** As {@link #bernoulli(long, float[], float[])} from position 0. */
    public void bernoulli(float[] probabilities, float[] out) {
        bernoulli(0, probabilities, out);
    }

    /**
     * Bernoulli draws, 0 or 1; element i at position + i.
     *
     * <p>The fast path that binarises images: 32 random bits a value, so a probability is met to
     * within 2^-33. Exact at 0 and 1.
     *
     * @throws IllegalArgumentException if the lengths differ, or a probability is outside [0, 1] or
     *     NaN
     */
    public void bernoulli(long position, float[] probabilities, float[] out) {
        Arguments.requireSameLength("probabilities", probabilities.length, "out", out.length);
        Arguments.requireRange(position, out.length, 0, out.length);
        Discrete.bernoulli(stream(Domain.BERNOULLI), position, probabilities, out);
    }

    /** As the float form, from the same uniforms. */
    public double[] bernoulli(double[] probabilities) {
        double[] out = new double[probabilities.length];
        Discrete.bernoulli(stream(Domain.BERNOULLI), 0, probabilities, out);
        return out;
    }

    /** As {@link #categorical(long, double[], int)} from position 0. */
    public int[] categorical(double[] logits, int categories) {
        return categorical(0, logits, categories);
    }

    /**
     * One category, 0 to k - 1, for each row of logits; row i at position + i.
     *
     * <p>Inversion of the cumulative softmax by one uniform a row, rather than the largest of logit
     * plus noise: k exponentials instead of 2 k logarithms, and one random number instead of k.
     *
     * @param logits n rows of k, row-major, up to a constant a row; -Infinity excludes a category
     * @param categories k
     * @throws IllegalArgumentException if k does not divide the number of logits, a logit is NaN or
     *     +Infinity, or a row excludes every category
     */
    public int[] categorical(long position, double[] logits, int categories) {
        return categorical(position, Discrete.Logits.of(logits), categories);
    }

    /** As the double form, with the same uniforms. */
    public int[] categorical(float[] logits, int categories) {
        return categorical(0, Discrete.Logits.of(logits), categories);
    }

    /**
     * Several categories for each row of logits: those that {@link #categorical(double[], int)}
     * draws from all rows written one after another {@code times} times, without k exponentials for
     * each.
     *
     * @param times at least 0
     * @throws IllegalArgumentException as there
     */
    public int[] categorical(double[] logits, int categories, int times) {
        requireRows(logits.length, categories);
        int rows = logits.length / categories;
        Arguments.requireCount(Math.multiplyExact(rows, Arguments.requireCount(times)));
        return Discrete.categorical(
                stream(Domain.CATEGORICAL), Discrete.Logits.of(logits), categories, times);
    }

    private static void requireRows(int logits, int categories) {
        if (categories < 1 || logits % categories != 0) {
            throw new IllegalArgumentException(
                    logits + " logits are not rows of " + categories + " categories");
        }
    }

    private int[] categorical(long position, Discrete.Logits logits, int categories) {
        requireRows(logits.size(), categories);
        Arguments.requireRange(position, logits.size(), 0, logits.size());
        return Discrete.categorical(stream(Domain.CATEGORICAL), position, logits, categories);
    }

    /**
     * A uniformly random order of 0 to n - 1, to a relative error of n 2^-32 in the probability of
     * an order.
     */
    public int[] permutation(int n) {
        return Discrete.permutation(stream(Domain.PERMUTATION), Arguments.requireCount(n));
    }
}
