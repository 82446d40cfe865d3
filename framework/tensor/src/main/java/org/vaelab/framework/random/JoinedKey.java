// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** See {@link RandomKey#joined}. */
final class JoinedKey extends RandomKey {

    private final List<RandomKey> parts;

    JoinedKey(List<RandomKey> parts) {
        super(parts.get(0));
        if (parts.stream().anyMatch(JoinedKey.class::isInstance)) {
            throw new IllegalArgumentException("a joined key is no part of another");
        }
        this.parts = List.copyOf(parts);
    }

    private JoinedKey of(UnaryOperator<RandomKey> change) {
        return new JoinedKey(parts.stream().map(change).toList());
    }

    @Override
    public List<RandomKey> parts() {
        return parts;
    }

    @Override
    public RandomKey split(String name) {
        return of(part -> part.split(name));
    }

    @Override
    public RandomKey fold(long index) {
        return of(part -> part.fold(index));
    }

    @Override
    public String path() {
        return parts.get(0).path() + " and " + (parts.size() - 1) + " more";
    }

    @Override
    public String toString() {
        return parts.get(0) + " and " + (parts.size() - 1) + " more";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JoinedKey that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    private UnsupportedOperationException meaningless(String request) {
        return new UnsupportedOperationException(
                "a key of %s keys gives no %s".formatted(parts.size(), request));
    }

    /** Returns how many of so many numbers each key gives. */
    private int each(long position, int length) {
        if (position != 0) {
            throw meaningless("draws from position " + position + " on");
        }
        if (length % parts.size() != 0) {
            throw meaningless(length + " draws");
        }
        return length / parts.size();
    }

    /** Returns the parts' numbers one after another. */
    private double[] doubles(IntFunction<double[]> ofPart) {
        return Arrays.stream(ofParts(ofPart, double[][]::new))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private int[] ints(IntFunction<int[]> ofPart) {
        return Arrays.stream(ofParts(ofPart, int[][]::new)).flatMapToInt(Arrays::stream).toArray();
    }

    private <T> T[] ofParts(IntFunction<T> ofPart, IntFunction<T[]> array) {
        T[] all = array.apply(parts.size());
        Arrays.setAll(all, ofPart);
        return all;
    }

    @Override
    BitStream stream(Domain domain) {
        throw meaningless("words");
    }

    @Override
    public int[] permutation(int n) {
        throw meaningless("permutation");
    }

    @Override
    void fill(Continuous distribution, long position, double[] out, int offset, int length) {
        int each = each(position, length);
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).fill(distribution, 0, out, offset + i * each, each);
        }
    }

    @Override
    void fill(Continuous distribution, long position, float[] out, int offset, int length) {
        int each = each(position, length);
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).fill(distribution, 0, out, offset + i * each, each);
        }
    }

    @Override
    public double[] gamma(long position, double[] shapes) {
        int each = each(position, shapes.length);
        return doubles(i -> parts.get(i).gamma(0, part(shapes, i, each)));
    }

    @Override
    public double[] logGamma(long position, double[] shapes) {
        int each = each(position, shapes.length);
        return doubles(i -> parts.get(i).logGamma(0, part(shapes, i, each)));
    }

    @Override
    public double[] beta(long position, double[] a, double[] b) {
        int each = each(position, Math.max(a.length, b.length));
        return doubles(i -> parts.get(i).beta(0, part(a, i, each), part(b, i, each)));
    }

    @Override
    public void bernoulli(long position, float[] probabilities, float[] out) {
        int each = each(position, Math.max(probabilities.length, out.length));
        for (int i = 0; i < parts.size(); i++) {
            float[] drawn =
                    parts.get(i)
                            .bernoulli(Arrays.copyOfRange(probabilities, i * each, (i + 1) * each));
            System.arraycopy(drawn, 0, out, i * each, each);
        }
    }

    @Override
    public double[] bernoulli(double[] probabilities) {
        int each = each(0, probabilities.length);
        return doubles(i -> parts.get(i).bernoulli(part(probabilities, i, each)));
    }

    @Override
    public int[] categorical(long position, double[] logits, int categories) {
        int each = each(position, logits.length);
        return ints(i -> parts.get(i).categorical(part(logits, i, each), categories));
    }

    @Override
    public int[] categorical(float[] logits, int categories) {
        int each = each(0, logits.length);
        return ints(
                i ->
                        parts.get(i)
                                .categorical(
                                        Arrays.copyOfRange(logits, i * each, (i + 1) * each),
                                        categories));
    }

    @Override
    public int[] categorical(double[] logits, int categories, int times) {
        int each = each(0, times);
        return ints(i -> parts.get(i).categorical(logits, categories, each));
    }

    private static double[] part(double[] all, int i, int each) {
        return Arrays.copyOfRange(all, i * each, (i + 1) * each);
    }
}
