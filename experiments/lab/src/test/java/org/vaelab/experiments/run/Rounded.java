// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;
import org.vaelab.testkit.tensor.ReferenceArray;
import org.vaelab.testkit.tensor.ReferenceOperations;

/**
 * An array in double precision, and a bound of the error of any computation of it in a smaller one.
 *
 * <p>The bounds are those of Higham (2002), Accuracy and Stability of Numerical Algorithms, chapter
 * 3. Here u is half the distance from 1 to the next number. A sum of n terms in any order, with or
 * without fused products, has an error of at most {@code gamma_n sum |terms|} with {@code gamma_n =
 * n u / (1 - n u)}. A function of the library has an error of at most {@link #ULPS} units in the
 * last place.
 *
 * @param value the array
 * @param error a bound of the absolute error of each element
 */
public record Rounded(ReferenceArray value, ReferenceArray error) {

    /**
     * The error of exp, log, tanh and so on, and of their compositions by ONNX's operators. The
     * vector functions of libtorch are within 3.5 units.
     */
    private static final double ULPS = 8;

    /** Numbers that are the same in every computation. */
    static Rounded exact(ReferenceArray value) {
        return new Rounded(value, value.map(x -> 0));
    }

    /** The same movement of elements. */
    Rounded moved(UnaryOperator<ReferenceArray> movement) {
        return new Rounded(movement.apply(value), movement.apply(error));
    }

    /** The same elements rounded to a type. */
    Rounded rounded(double u) {
        return new Rounded(value, zip(error, value, (e, x) -> e + u * Math.abs(x)));
    }

    private static double gamma(int terms, double u) {
        return terms * u / (1 - terms * u);
    }

    private static ReferenceArray zip(ReferenceArray a, ReferenceArray b, DoubleBinaryOperator f) {
        Shape shape = a.shape().broadcast(b.shape());
        double[] x = ReferenceOperations.broadcastTo(a, shape).values();
        double[] y = ReferenceOperations.broadcastTo(b, shape).values();
        for (int i = 0; i < x.length; i++) {
            x[i] = f.applyAsDouble(x[i], y[i]);
        }
        return ReferenceArray.of(shape, x);
    }

    private static ReferenceArray sum(ReferenceArray a, ReferenceArray b) {
        return zip(a, b, Double::sum);
    }

    private static ReferenceArray abs(ReferenceArray a) {
        return a.map(Math::abs);
    }

    // ---------------------------------------------------------------------------- element by
    // element

    /**
     * Applies a function. All but sine, cosine, square and absolute value are monotone on each side
     * of 0.
     */
    Rounded unary(Unary function, double u) {
        ReferenceArray y = ReferenceOperations.unary(function, value);
        ReferenceArray above = ReferenceOperations.unary(function, sum(value, error));
        ReferenceArray below = ReferenceOperations.unary(function, sum(value, error.map(e -> -e)));
        ReferenceArray moved =
                switch (function) {
                    case ABS, SIN, COS -> error;
                    case SQUARE -> zip(value, error, (x, e) -> (2 * Math.abs(x) + e) * e);
                    case RECIPROCAL -> zip(value, error, (x, e) -> e / (x * x - Math.abs(x) * e));
                    default ->
                            zip(
                                    zip(y, above, (a, b) -> Math.abs(a - b)),
                                    zip(y, below, (a, b) -> Math.abs(a - b)),
                                    Math::max);
                };
        double each = function == Unary.FLOOR ? 0 : 2 * ULPS * u;
        return new Rounded(y, sum(moved, abs(y).map(x -> each * x)));
    }

    /** Returns 1 for each whole number that has no error and is in the precision, 0 for others. */
    private ReferenceArray counted(double u) {
        return zip(
                value, error, (x, e) -> e == 0 && x == Math.rint(x) && Math.abs(x) < 1 / u ? 1 : 0);
    }

    private boolean isCounted(double u) {
        double sum = Arrays.stream(value.values()).map(Math::abs).sum();
        return sum < 1 / u && Arrays.stream(counted(u).values()).allMatch(each -> each == 1);
    }

    /** Applies a function of two arguments. */
    Rounded binary(Binary function, Rounded b, double u) {
        ReferenceArray y = ReferenceOperations.binary(function, value, b.value);
        if (function.isComparison()) {
            ReferenceArray distance = zip(value, b.value, (x, z) -> Math.abs(x - z));
            return new Rounded(
                    y, zip(distance, sum(error, b.error), (d, e) -> e > 0 && d <= e ? 1 : 0));
        }
        ReferenceArray moved =
                switch (function) {
                    case ADD, SUBTRACT -> sum(error, b.error);
                    case MULTIPLY ->
                            sum(
                                    zip(sum(abs(value), error), b.error, (x, e) -> x * e),
                                    zip(abs(b.value), error, (x, e) -> x * e));
                    case DIVIDE ->
                            zip(
                                    sum(error, zip(abs(y), b.error, (r, e) -> r * e)),
                                    zip(abs(b.value), b.error, (x, e) -> x - e),
                                    (e, divisor) -> divisor > 0 ? e / divisor : Double.NaN);
                    case POWER -> power(b, y);
                    default -> zip(error, b.error, Math::max);
                };
        double each = function == Binary.POWER ? 2 * ULPS * u : u;
        ReferenceArray counted =
                zip(zip(counted(u), b.counted(u), Math::min), exact(y).counted(u), Math::min);
        ReferenceArray rounding =
                zip(abs(y), counted, (x, isCounted) -> each * x * (1 - isCounted));
        return new Rounded(y, sum(moved, rounding));
    }

    /** a^b is monotone in each of both for positive a, so that its extremes are at corners. */
    private ReferenceArray power(Rounded b, ReferenceArray y) {
        ReferenceArray largest = y.map(x -> 0);
        for (int first : new int[] {-1, 1}) {
            for (int second : new int[] {-1, 1}) {
                ReferenceArray corner =
                        ReferenceOperations.binary(
                                Binary.POWER,
                                zip(value, error, (x, e) -> x + first * e),
                                zip(b.value, b.error, (x, e) -> x + second * e));
                largest = zip(largest, zip(corner, y, (c, x) -> Math.abs(c - x)), Math::max);
            }
        }
        return largest;
    }

    /** Takes one value or the other. Where the condition is not certain, it may be either. */
    static Rounded where(Rounded condition, Rounded a, Rounded b) {
        ReferenceArray chosen = ReferenceOperations.where(condition.value, a.error, b.error);
        ReferenceArray apart = zip(a.value, b.value, (x, y) -> Math.abs(x - y));
        ReferenceArray either = sum(apart, sum(a.error, b.error));
        return new Rounded(
                ReferenceOperations.where(condition.value, a.value, b.value),
                ReferenceOperations.where(condition.error, either, chosen));
    }

    // -----------------------------------------------------------------------------------
    // reductions

    /** Folds axes. */
    Rounded reduce(Reduction function, int[] axes, boolean keepAxes, double u) {
        ReferenceArray y = ReferenceOperations.reduce(function, value, axes, keepAxes);
        if (function == Reduction.SUM && isCounted(u)) {
            return exact(y);
        }
        int terms = value.shape().size() / Math.max(y.shape().size(), 1);
        ReferenceArray largest =
                ReferenceOperations.reduce(Reduction.MAXIMUM, error, axes, keepAxes);
        return switch (function) {
            case SUM, MEAN -> {
                ReferenceArray sizes =
                        zip(abs(value), error, (x, e) -> gamma(terms + 1, u) * (x + e) + e);
                yield new Rounded(y, ReferenceOperations.reduce(function, sizes, axes, keepAxes));
            }
            case MAXIMUM, MINIMUM -> new Rounded(y, largest);
            case LOG_SUM_EXP ->
                    new Rounded(
                            y,
                            zip(largest, y, (e, x) -> e + logSumExp(terms, u) + u * Math.abs(x)));
        };
    }

    /**
     * The error of the logarithm of a sum, from exact arguments: that of the n exponentials and
     * their sum, and of the differences from the largest. Weighted by the softmax p, {@code sum p_i
     * |x_i - max| <= log n}.
     */
    private static double logSumExp(int terms, double u) {
        return gamma(terms, u) + (4 * ULPS + 2) * u * (1 + Math.log(terms));
    }

    /** The softmax of an axis, or its logarithm. */
    Rounded softmax(int axis, boolean logarithm, double u) {
        int[] axes = {axis};
        int terms = value.shape().extent(axis);
        ReferenceArray highest = ReferenceOperations.reduce(Reduction.MAXIMUM, value, axes, true);
        ReferenceArray largest = ReferenceOperations.reduce(Reduction.MAXIMUM, error, axes, true);
        ReferenceArray differences = zip(highest, value, (m, x) -> u * (m - x));
        // Every argument may move by its error, and so may the logarithm of the sum.
        ReferenceArray moved = sum(differences, largest.map(e -> 2 * e + logSumExp(terms, u)));
        ReferenceArray logs = ReferenceOperations.logSoftmax(value, axis);
        if (logarithm) {
            return new Rounded(logs, zip(moved, logs, (e, x) -> e + u * Math.abs(x)));
        }
        ReferenceArray p = ReferenceOperations.softmax(value, axis);
        return new Rounded(p, zip(p, moved, (x, e) -> x * Math.expm1(e + 4 * ULPS * u)));
    }

    /**
     * The index of the largest element of an axis.
     *
     * @throws AssertionError if rounding may change it: then the test needs another seed
     */
    Rounded argMax(int axis) {
        ReferenceArray highest =
                ReferenceOperations.reduce(Reduction.MAXIMUM, value, new int[] {axis}, true);
        ReferenceArray largest =
                ReferenceOperations.reduce(Reduction.MAXIMUM, error, new int[] {axis}, true);
        ReferenceArray reach = zip(highest, largest, (m, e) -> m - 2 * e);
        ReferenceArray candidates =
                ReferenceOperations.reduce(
                        Reduction.SUM,
                        zip(value, reach, (x, r) -> x >= r ? 1 : 0),
                        new int[] {axis},
                        false);
        for (double count : candidates.values()) {
            if (count > 1) {
                throw new AssertionError("rounding decides which element is the largest");
            }
        }
        return exact(ReferenceOperations.argMax(value, axis));
    }

    // -------------------------------------------------------------------------------------
    // products

    /** A function that is linear in each of two arguments. */
    interface Bilinear {
        ReferenceArray of(ReferenceArray a, ReferenceArray b);
    }

    /**
     * Applies a bilinear function, such as a product of matrices.
     *
     * @param terms of each sum, at most
     */
    Rounded product(Bilinear function, Rounded b, int terms, double u) {
        ReferenceArray sizeA = sum(abs(value), error);
        ReferenceArray sizeB = sum(abs(b.value), b.error);
        ReferenceArray rounding = function.of(sizeA, sizeB).map(x -> gamma(terms, u) * x);
        ReferenceArray moved = sum(function.of(sizeA, b.error), function.of(error, abs(b.value)));
        return new Rounded(function.of(value, b.value), sum(rounding, moved));
    }

    /** Joins arrays along an axis. */
    static Rounded concatenate(List<Rounded> parts, int axis) {
        return new Rounded(
                ReferenceOperations.concatenate(parts.stream().map(Rounded::value).toList(), axis),
                ReferenceOperations.concatenate(parts.stream().map(Rounded::error).toList(), axis));
    }
}
