// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * An immutable array of numbers, whose elements are opaque until {@code read}.
 *
 * <p>Operations are methods, so that formulas read from left to right: {@code
 * mean.add(deviation.mul(noise))}. Operands of one operation have one dtype and, for element-wise
 * operations, broadcast as in NumPy. Axes may be negative and then count from the end. A tensor
 * lives as long as the {@link TensorScope} in which it was created; using it later throws.
 *
 * <p>Every operation on floating-point tensors is differentiable by a {@link
 * org.vaelab.framework.tensor.autodiff.GradientTape}, except where its documentation says that it
 * has no gradient.
 */
public final class Tensor {

    /** From here on sqrt(1 + x^2) is x in float64, and x^2 is finite in float32. */
    private static final double ASINH_BOUND = 1e15;

    private final TensorRuntime runtime;
    private final TensorScope scope;
    private final Buffer buffer;
    private boolean tracked;

    Tensor(TensorRuntime runtime, TensorScope scope, Buffer buffer, boolean tracked) {
        this.runtime = runtime;
        this.scope = scope;
        this.buffer = buffer;
        this.tracked = tracked;
    }

    public Shape shape() {
        return buffer.shape();
    }

    public DType dtype() {
        return buffer.dtype();
    }

    public TensorRuntime runtime() {
        return runtime;
    }

    /** Returns whether a tape follows this tensor: a parameter, or a result that depends on one. */
    public boolean isTracked() {
        return tracked;
    }

    void track() {
        tracked = true;
    }

    TensorScope scope() {
        return scope;
    }

    Buffer buffer() {
        if (scope.isClosed()) {
            throw new IllegalStateException(
                    "tensor of shape "
                            + shape()
                            + " is used after its scope was closed: create it where it is used, or"
                            + " keep it by TensorScope.detach or TensorRuntime.keep");
        }
        return buffer;
    }

    // ------------------------------------------------------------------------------------ reading

    /** Copies the elements out, row-major, as floats. */
    public float[] readFloats() {
        return runtime.backend().storage().readFloats(buffer());
    }

    /** Copies the elements out, row-major, as doubles. */
    public double[] readDoubles() {
        return runtime.backend().storage().readDoubles(buffer());
    }

    /**
     * Copies the elements of an {@link DType#INT32} tensor out, row-major.
     *
     * @throws IllegalStateException if the dtype is another
     */
    public int[] readInts() {
        if (dtype() != DType.INT32) {
            throw new IllegalStateException(
                    "readInts of " + this + "; read doubles, or cast it first");
        }
        return runtime.backend().storage().readInts(buffer());
    }

    /**
     * Reads the only element.
     *
     * @throws IllegalStateException if there is not exactly one
     */
    public double readScalar() {
        if (shape().size() != 1) {
            throw new IllegalStateException("a tensor of shape " + shape() + " is not a scalar");
        }
        return readDoubles()[0];
    }

    // ------------------------------------------------------------------- functions of one element

    public Tensor neg() {
        return unary(Unary.NEGATE);
    }

    /** Returns |x|; the gradient at 0 is 0. */
    public Tensor abs() {
        return unary(Unary.ABS);
    }

    /** Returns -1, 0 or 1; the gradient is 0. */
    public Tensor sign() {
        return unary(Unary.SIGN);
    }

    /** Returns the largest integer not above x; the gradient is 0. */
    public Tensor floor() {
        return unary(Unary.FLOOR);
    }

    public Tensor exp() {
        return unary(Unary.EXP);
    }

    /** Returns e^x - 1, accurate near 0. */
    public Tensor expm1() {
        return unary(Unary.EXPM1);
    }

    /** Returns ln x: -infinity at 0, NaN below. */
    public Tensor log() {
        return unary(Unary.LOG);
    }

    /** Returns ln(1 + x), accurate near 0. */
    public Tensor log1p() {
        return unary(Unary.LOG1P);
    }

    /** Returns the square root: NaN below 0. */
    public Tensor sqrt() {
        return unary(Unary.SQRT);
    }

    public Tensor square() {
        return unary(Unary.SQUARE);
    }

    public Tensor reciprocal() {
        return unary(Unary.RECIPROCAL);
    }

    public Tensor sin() {
        return unary(Unary.SIN);
    }

    public Tensor cos() {
        return unary(Unary.COS);
    }

    public Tensor tanh() {
        return unary(Unary.TANH);
    }

    /** Returns ln(x + sqrt(x^2 + 1)), accurate near 0 and for elements of any size. */
    public Tensor asinh() {
        requireFloating("asinh");
        // sqrt(1 + x^2) - 1, whose quotient by |x| is 1 where the square of x would overflow.
        Tensor excess =
                runtime.unrecorded(
                        () -> {
                            Tensor bounded = abs().minimum(ASINH_BOUND);
                            return abs().mul(bounded.div(bounded.square().add(1).sqrt().add(1)));
                        });
        Tensor y = runtime.unrecorded(() -> sign().mul(abs().add(excess).log1p()));
        return runtime.record(y, Pullback.of(g -> g.div(excess.add(1))), this);
    }

    /** Returns ln((1 + x) / (1 - x)) / 2 for |x| &lt; 1, accurate near 0; infinite at -1 and 1. */
    public Tensor atanh() {
        return log1p().sub(neg().log1p()).mul(0.5);
    }

    /** Returns 1 / (1 + e^-x). */
    public Tensor sigmoid() {
        return unary(Unary.SIGMOID);
    }

    /** Returns ln(1 + e^x) without overflow. */
    public Tensor softplus() {
        return unary(Unary.SOFTPLUS);
    }

    /** Returns max(x, 0); the gradient at 0 is 0. */
    public Tensor relu() {
        return unary(Unary.RELU);
    }

    /** Returns x above 0 and e^x - 1 below. */
    public Tensor elu() {
        return unary(Unary.ELU);
    }

    /** Returns the error function 2/sqrt(pi) int_0^x e^(-t^2) dt. */
    public Tensor erf() {
        return unary(Unary.ERF);
    }

    /** Returns ln |Gamma(x)|. */
    public Tensor lgamma() {
        return unary(Unary.LGAMMA);
    }

    /** Returns the derivative of {@link #lgamma}. */
    public Tensor digamma() {
        return unary(Unary.DIGAMMA);
    }

    /** Returns the derivative of {@link #digamma}; itself without a gradient. */
    public Tensor trigamma() {
        return unary(Unary.TRIGAMMA);
    }

    /** Returns a function of each element. */
    public Tensor unary(Unary function) {
        requireFloating(function);
        Tensor y = runtime.wrap(runtime.backend().elementwise().unary(function, buffer()));
        return runtime.record(y, Pullback.of(g -> Derivatives.unary(function, this, y, g)), this);
    }

    // ------------------------------------------------------------------ functions of two elements

    public Tensor add(Tensor other) {
        return binary(Binary.ADD, other);
    }

    public Tensor add(double constant) {
        return binary(Binary.ADD, constant);
    }

    public Tensor sub(Tensor other) {
        return binary(Binary.SUBTRACT, other);
    }

    public Tensor sub(double constant) {
        return binary(Binary.SUBTRACT, constant);
    }

    public Tensor mul(Tensor other) {
        return binary(Binary.MULTIPLY, other);
    }

    public Tensor mul(double constant) {
        return binary(Binary.MULTIPLY, constant);
    }

    public Tensor div(Tensor other) {
        return binary(Binary.DIVIDE, other);
    }

    /**
     * Returns x / c. A device may multiply by 1/c, which can differ in the last bit: a floor of a
     * quotient of whole numbers can then be one too low.
     */
    public Tensor div(double constant) {
        return binary(Binary.DIVIDE, constant);
    }

    /** Returns x^y for x >= 0. The gradient in x is 0 where y = 0; that in y needs x > 0. */
    public Tensor pow(Tensor exponent) {
        return binary(Binary.POWER, exponent);
    }

    /** Returns x^c, for x &lt; 0 only if c is an integer. The gradient is 0 if c = 0. */
    public Tensor pow(double exponent) {
        return binary(Binary.POWER, exponent);
    }

    /**
     * Returns the angle of the points (x, y), of which this is y, in [-pi, pi]. On the axes it is
     * that of {@link Math#atan2}, and its gradient exact; at the origin the gradient is 0.
     */
    public Tensor atan2(Tensor x) {
        return binary(Binary.ATAN2, x);
    }

    /** Returns the larger of the two; where they are equal the gradient goes to x. */
    public Tensor maximum(Tensor other) {
        return binary(Binary.MAXIMUM, other);
    }

    /** Returns the larger of x and c; where they are equal the gradient is 0. */
    public Tensor maximum(double constant) {
        return binary(Binary.MAXIMUM, constant);
    }

    /** Returns the smaller of the two; where they are equal the gradient goes to x. */
    public Tensor minimum(Tensor other) {
        return binary(Binary.MINIMUM, other);
    }

    /** Returns the smaller of x and c; where they are equal the gradient is 0. */
    public Tensor minimum(double constant) {
        return binary(Binary.MINIMUM, constant);
    }

    /** Returns 1 where x = y, else 0, in the dtype of x; no gradient. */
    public Tensor eq(Tensor other) {
        return binary(Binary.EQUAL, other);
    }

    /** Returns 1 where x &lt; y, else 0; no gradient. */
    public Tensor lt(Tensor other) {
        return binary(Binary.LESS, other);
    }

    /** Returns 1 where x &lt; c, else 0; no gradient. */
    public Tensor lt(double constant) {
        return binary(Binary.LESS, constant);
    }

    /** Returns 1 where x &lt;= y, else 0; no gradient. */
    public Tensor le(Tensor other) {
        return binary(Binary.LESS_OR_EQUAL, other);
    }

    /** Returns 1 where x > y, else 0; no gradient. */
    public Tensor gt(Tensor other) {
        return binary(Binary.GREATER, other);
    }

    /** Returns 1 where x > c, else 0; no gradient. */
    public Tensor gt(double constant) {
        return binary(Binary.GREATER, constant);
    }

    /** Returns 1 where x >= y, else 0; no gradient. */
    public Tensor ge(Tensor other) {
        return binary(Binary.GREATER_OR_EQUAL, other);
    }

    /**
     * Returns a function of the elements of both, which broadcast; comparisons have no gradient.
     */
    public Tensor binary(Binary function, Tensor other) {
        requireFloating(function);
        requireSameType(other, function);
        shape().broadcast(other.shape());
        Tensor y =
                runtime.wrap(
                        runtime.backend().elementwise().binary(function, buffer(), other.buffer()));
        if (function.isComparison()) {
            return y;
        }
        return runtime.record(
                y,
                Pullback.of(
                        g -> Derivatives.binaryFirst(function, this, other, y, g).sumTo(shape()),
                        g ->
                                Derivatives.binarySecond(function, this, other, y, g)
                                        .sumTo(other.shape())),
                this,
                other);
    }

    /** Returns a function of each element and a constant; comparisons have no gradient. */
    public Tensor binary(Binary function, double constant) {
        requireFloating(function);
        Tensor y =
                runtime.wrap(runtime.backend().elementwise().binary(function, buffer(), constant));
        if (function.isComparison()) {
            return y;
        }
        return runtime.record(
                y, Pullback.of(g -> Derivatives.binaryConstant(function, this, constant, g)), this);
    }

    /**
     * Returns this tensor where the condition is not 0, else the other; the three broadcast. The
     * condition, of the same dtype, has no gradient, and the branch not taken gets exactly 0, not 0
     * times its value.
     */
    public Tensor where(Tensor condition, Tensor otherwise) {
        requireFloating("where");
        requireSameType(otherwise, "where");
        requireSameType(condition, "where");
        shape().broadcast(otherwise.shape()).broadcast(condition.shape());
        Tensor y =
                runtime.wrap(
                        runtime.backend()
                                .elementwise()
                                .where(condition.buffer(), buffer(), otherwise.buffer()));
        return runtime.record(
                y,
                Pullback.of(
                        g -> g.where(condition, zero()).sumTo(shape()),
                        g -> zero().where(condition, g).sumTo(otherwise.shape())),
                this,
                otherwise);
    }

    private Tensor zero() {
        return runtime.zeros(Shape.scalar(), dtype());
    }

    // --------------------------------------------------------------------------------- reductions

    /** Returns the sum over the axes named, or over all. */
    public Tensor sum(int... axes) {
        return reduce(Reduction.SUM, axes);
    }

    /** Returns the mean over the axes named, or over all. */
    public Tensor mean(int... axes) {
        return reduce(Reduction.MEAN, axes);
    }

    /** Returns the largest element over the axes named, or over all; ties share the gradient. */
    public Tensor max(int... axes) {
        return reduce(Reduction.MAXIMUM, axes);
    }

    /** Returns the smallest element over the axes named, or over all; ties share the gradient. */
    public Tensor min(int... axes) {
        return reduce(Reduction.MINIMUM, axes);
    }

    /** Returns ln sum e^x over the axes named, or over all; exact for elements of any size. */
    public Tensor logSumExp(int... axes) {
        return reduce(Reduction.LOG_SUM_EXP, axes);
    }

    /** Returns a function of the elements over the axes named, or over all. */
    public Tensor reduce(Reduction function, int... axes) {
        requireFloating(function);
        int[] resolved = shape().axes(axes);
        if (resolved.length == 0) {
            return this;
        }
        boolean extremum = function == Reduction.MAXIMUM || function == Reduction.MINIMUM;
        if (extremum && Arrays.stream(resolved).anyMatch(axis -> shape().extent(axis) == 0)) {
            throw new IllegalArgumentException(
                    "the " + function + " over an empty axis of " + shape() + " is not defined");
        }
        Tensor y =
                runtime.wrap(
                        runtime.backend().reductions().reduce(function, buffer(), resolved, false));
        Shape kept = shape().reduce(resolved, true);
        return runtime.record(
                y, Pullback.of(g -> Derivatives.reduction(function, this, y, kept, g)), this);
    }

    /**
     * Sums over broadcast axes until the shape is reached: the transpose of broadcasting.
     *
     * @throws IllegalArgumentException if the target does not broadcast to this shape
     */
    public Tensor sumTo(Shape target) {
        if (shape().equals(target)) {
            return this;
        }
        if (!target.broadcast(shape()).equals(shape())) {
            throw new IllegalArgumentException(
                    "a tensor of shape "
                            + shape()
                            + " cannot be summed to "
                            + target
                            + ", which does not broadcast to it");
        }
        int extra = shape().rank() - target.rank();
        int[] axes = new int[shape().rank()];
        int repeated = 0;
        for (int axis = 0; axis < axes.length; axis++) {
            boolean added = axis < extra;
            if (added || (target.extent(axis - extra) == 1 && shape().extent(axis) != 1)) {
                axes[repeated++] = axis;
            }
        }
        Tensor summed = repeated == 0 ? this : sum(Arrays.copyOf(axes, repeated));
        return summed.reshape(target);
    }

    /** Returns e^x / sum e^x along an axis. */
    public Tensor softmax(int axis) {
        requireFloating("softmax");
        int resolved = shape().axis(axis);
        Tensor y = runtime.wrap(runtime.backend().reductions().softmax(buffer(), resolved));
        return runtime.record(
                y,
                Pullback.of(g -> y.mul(g.sub(g.mul(y).sum(resolved).expandDims(resolved)))),
                this);
    }

    /** Returns x - ln sum e^x along an axis. */
    public Tensor logSoftmax(int axis) {
        requireFloating("logSoftmax");
        int resolved = shape().axis(axis);
        Tensor y = runtime.wrap(runtime.backend().reductions().logSoftmax(buffer(), resolved));
        return runtime.record(
                y,
                Pullback.of(g -> g.sub(y.exp().mul(g.sum(resolved).expandDims(resolved)))),
                this);
    }

    /**
     * Returns the index of the first largest element along an axis, as INT32; no gradient.
     *
     * @throws IllegalArgumentException if the axis is empty
     */
    public Tensor argMax(int axis) {
        requireFloating("argMax");
        int resolved = shape().axis(axis);
        if (shape().extent(resolved) == 0) {
            throw new IllegalArgumentException(
                    "argMax over the empty axis " + axis + " of " + shape() + " is not defined");
        }
        return runtime.wrap(runtime.backend().reductions().argMax(buffer(), resolved));
    }

    /**
     * Returns the elements in ascending order along an axis: NaN last, equal ones in their order.
     * The gradient of an element goes to where it came from.
     */
    public Tensor sort(int axis) {
        requireFloating("sort");
        int resolved = shape().axis(axis);
        int[] swap = IntStream.range(0, shape().rank()).toArray();
        swap[resolved] = swap.length - 1;
        swap[swap.length - 1] = resolved;
        Tensor moved = permute(swap);
        Tensor elements = moved.reshape(Shape.of(shape().size()));
        if (elements.shape().size() == 0) {
            return this;
        }
        Tensor rows = elements.reshape(-1, shape().extent(resolved));
        Tensor order = runtime.wrap(runtime.backend().reductions().sortOrder(rows.buffer()));
        return elements.gather(0, order).reshape(moved.shape()).permute(swap);
    }

    // -------------------------------------------------------------------------------------- shape

    /**
     * Returns the same elements, row-major, in another shape.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public Tensor reshape(Shape target) {
        if (shape().equals(target)) {
            return this;
        }
        if (shape().size() != target.size()) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + shape() + " cannot be reshaped to " + target);
        }
        Tensor y = runtime.wrap(runtime.backend().arrangement().reshape(buffer(), target));
        return runtime.record(y, Pullback.of(g -> g.reshape(shape())), this);
    }

    /**
     * Returns the same elements, row-major, in another shape; one extent may be -1: the rest.
     *
     * @throws IllegalArgumentException if the sizes differ, or the rest is not determined: more
     *     than one -1, or one beside an extent of 0
     */
    public Tensor reshape(int... extents) {
        long open = Arrays.stream(extents).filter(extent -> extent == -1).count();
        if (open == 0) {
            return reshape(Shape.of(extents));
        }
        int known = Shape.of(Arrays.stream(extents).filter(e -> e != -1).toArray()).size();
        if (open > 1 || known == 0) {
            throw new IllegalArgumentException(
                    "the extent for -1 in " + Arrays.toString(extents) + " is not determined");
        }
        int rest = shape().size() / known;
        return reshape(Shape.of(Arrays.stream(extents).map(e -> e == -1 ? rest : e).toArray()));
    }

    /**
     * Inserts an axis of extent 1 before the axis named; -1 appends it.
     *
     * @throws IllegalArgumentException if the axis is not in [-rank - 1, rank]
     */
    public Tensor expandDims(int axis) {
        int position = axis < 0 ? axis + shape().rank() + 1 : axis;
        if (position < 0 || position > shape().rank()) {
            throw new IllegalArgumentException(
                    "no place " + axis + " for a new axis in shape " + shape());
        }
        return reshape(shape().range(0, position).append(1).append(shape().from(position)));
    }

    /** Axis i of the result is axis {@code order[i]} of this tensor. */
    public Tensor permute(int... order) {
        int[] resolved = Arrays.stream(order).map(shape()::axis).toArray();
        if (resolved.length != shape().rank()
                || Arrays.stream(resolved).distinct().count() != resolved.length) {
            throw new IllegalArgumentException(
                    Arrays.toString(order) + " is not an order of the axes of " + shape());
        }
        int[] inverse = new int[resolved.length];
        IntStream.range(0, resolved.length).forEach(i -> inverse[resolved[i]] = i);
        Tensor y = runtime.wrap(runtime.backend().arrangement().permute(buffer(), resolved));
        return runtime.record(y, Pullback.of(g -> g.permute(inverse)), this);
    }

    /** Swaps the last two axes. */
    public Tensor transpose() {
        int[] order = IntStream.range(0, shape().rank()).toArray();
        int last = shape().axis(-1);
        int before = shape().axis(-2);
        order[last] = before;
        order[before] = last;
        return permute(order);
    }

    /**
     * Repeats this tensor along axes that it lacks or has with extent 1.
     *
     * @throws IllegalArgumentException if it does not broadcast to the shape
     */
    public Tensor broadcastTo(Shape target) {
        if (shape().equals(target)) {
            return this;
        }
        if (!shape().broadcast(target).equals(target)) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + shape() + " does not broadcast to " + target);
        }
        Tensor y = runtime.wrap(runtime.backend().arrangement().broadcastTo(buffer(), target));
        return runtime.record(y, Pullback.of(g -> g.sumTo(shape())), this);
    }

    /**
     * Takes {@code [from, to)} of an axis.
     *
     * @throws IllegalArgumentException if the range does not lie within the axis
     */
    public Tensor slice(int axis, int from, int to) {
        int resolved = shape().axis(axis);
        int extent = shape().extent(resolved);
        if (from < 0 || to < from || to > extent) {
            throw new IllegalArgumentException(
                    "[" + from + ", " + to + ") is not within axis " + axis + " of " + shape());
        }
        if (from == 0 && to == extent) {
            return this;
        }
        Tensor y =
                runtime.wrap(runtime.backend().arrangement().slice(buffer(), resolved, from, to));
        return runtime.record(y, Pullback.of(g -> g.pad(resolved, from, extent - to)), this);
    }

    /**
     * Adds zeros before and after an axis.
     *
     * @throws IllegalArgumentException if a number of zeros is negative
     */
    public Tensor pad(int axis, int before, int after) {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "pad by " + before + " and " + after + ": must be at least 0");
        }
        int resolved = shape().axis(axis);
        int extent = shape().extent(resolved);
        Tensor y =
                runtime.wrap(
                        runtime.backend().arrangement().pad(buffer(), resolved, before, after));
        return runtime.record(
                y, Pullback.of(g -> g.slice(resolved, before, before + extent)), this);
    }

    /** Joins tensors along an axis; they agree in dtype and in all other extents. */
    public static Tensor concatenate(List<Tensor> parts, int axis) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing to concatenate");
        }
        Tensor first = parts.get(0);
        int resolved = first.shape().axis(axis);
        for (Tensor part : parts) {
            first.requireSameType(part, "concatenate");
            if (!part.shape().with(resolved, 0).equals(first.shape().with(resolved, 0))) {
                throw new IllegalArgumentException(
                        "shapes "
                                + first.shape()
                                + " and "
                                + part.shape()
                                + " do not join along axis "
                                + axis);
            }
        }
        if (parts.size() == 1) {
            return first;
        }
        TensorRuntime runtime = first.runtime;
        Tensor y =
                runtime.wrap(
                        runtime.backend()
                                .arrangement()
                                .concatenate(
                                        parts.stream().map(Tensor::buffer).toList(), resolved));
        List<Tensor> inputs = List.copyOf(parts);
        return runtime.record(y, Derivatives.concatenation(inputs, resolved), inputs);
    }

    /** Joins tensors of one shape along a new axis, inserted before the axis named. */
    public static Tensor stack(List<Tensor> parts, int axis) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing to stack");
        }
        int rank = parts.get(0).shape().rank();
        int position = axis < 0 ? axis + rank + 1 : axis;
        return concatenate(
                parts.stream().map(part -> part.expandDims(position)).toList(), position);
    }

    /**
     * Takes the entries of an axis that rank-1 INT32 indices name; an index may occur often.
     *
     * @param indices [n], each in [0, extent of the axis)
     */
    public Tensor gather(int axis, Tensor indices) {
        int resolved = shape().axis(axis);
        indices.requireIndices("gather");
        int extent = shape().extent(resolved);
        Tensor y =
                runtime.wrap(
                        runtime.backend()
                                .arrangement()
                                .gather(buffer(), resolved, indices.buffer()));
        return runtime.record(y, Pullback.of(g -> g.scatterAdd(resolved, indices, extent)), this);
    }

    /**
     * Adds each entry of an axis to the entry that an index names, in an array of zeros.
     *
     * @param indices [extent of the axis], each in [0, extent)
     * @param extent the length of the axis in the result
     * @throws IllegalArgumentException if there are not as many indices as entries
     */
    public Tensor scatterAdd(int axis, Tensor indices, int extent) {
        requireFloating("scatterAdd");
        int resolved = shape().axis(axis);
        indices.requireIndices("scatterAdd");
        if (indices.shape().size() != shape().extent(resolved)) {
            throw new IllegalArgumentException(
                    indices.shape()
                            + " indices do not name the entries of axis "
                            + axis
                            + " of "
                            + shape());
        }
        Tensor y =
                runtime.wrap(
                        runtime.backend()
                                .arrangement()
                                .scatterAdd(buffer(), resolved, indices.buffer(), extent));
        return runtime.record(y, Pullback.of(g -> g.gather(resolved, indices)), this);
    }

    /** Appends to INT32 indices an axis of zeros with a one at the index; no gradient. */
    public Tensor oneHot(int depth) {
        if (dtype() != DType.INT32) {
            throw new IllegalArgumentException("oneHot needs INT32 indices, not " + dtype());
        }
        return runtime.wrap(
                runtime.backend().arrangement().oneHot(buffer(), depth, runtime.dtype()));
    }

    // ----------------------------------------------------------------------------- linear algebra

    /**
     * Multiplies the matrices of the last two axes; the axes before them broadcast.
     *
     * @param other [..., k, n] for this [..., m, k]
     * @return [..., m, n]
     */
    public Tensor matmul(Tensor other) {
        return Matrices.multiply(this, false, other, false);
    }

    /**
     * Cross-correlates images with kernels.
     *
     * @param kernels [F, C, R, S] for this [N, C, H, W]
     * @return [N, F, H', W']
     */
    public Tensor conv2d(Tensor kernels, ConvolutionGeometry geometry) {
        return Convolutions.convolve(this, kernels, geometry);
    }

    /**
     * The transposed convolution: the map whose matrix is the transpose of {@link #conv2d}'s.
     *
     * @param kernels [C, F, R, S] for this [N, C, H, W]
     * @return [N, F, H', W'] with H' = (H - 1) stride - 2 padding + R + outputPadding
     */
    public Tensor convTranspose2d(Tensor kernels, ConvolutionGeometry geometry, int outputPadding) {
        return Convolutions.transposed(this, kernels, geometry, outputPadding);
    }

    // --------------------------------------------------------------------------------------- rest

    /** Returns another view of the same elements, with no gradient. */
    public Tensor stopGradient() {
        return new Tensor(runtime, scope, buffer(), false);
    }

    /** Converts the elements; between floating types the gradient is converted back. */
    public Tensor cast(DType target) {
        if (dtype() == target) {
            return this;
        }
        Tensor y = runtime.wrap(runtime.backend().elementwise().cast(buffer(), target));
        boolean differentiable = dtype().isFloating() && target.isFloating();
        return differentiable ? runtime.record(y, Pullback.of(g -> g.cast(dtype())), this) : y;
    }

    /** Returns dtype and shape, such as {@code FLOAT32[100, 784]}; never the elements. */
    @Override
    public String toString() {
        return dtype() + shape().toString();
    }

    void requireFloating(Object operation) {
        if (!dtype().isFloating()) {
            throw new IllegalArgumentException(
                    operation + " is not defined for " + dtype() + "; cast it first");
        }
    }

    void requireSameType(Tensor other, Object operation) {
        if (dtype() != other.dtype()) {
            throw new IllegalArgumentException(
                    operation + " of " + this + " and " + other + ": the dtypes differ; cast one");
        }
    }

    private void requireIndices(String operation) {
        if (dtype() != DType.INT32 || shape().rank() != 1) {
            throw new IllegalArgumentException(
                    operation + " needs rank-1 INT32 indices, not " + this);
        }
    }
}
