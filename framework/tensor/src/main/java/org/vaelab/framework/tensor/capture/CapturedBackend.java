// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NestedRegions;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * A backend that captures repeated programs of another one. A program is the content of an outermost
 * region, such as a training step, up to the next reading of values. From its third time on, {@link
 * org.vaelab.framework.tensor.spi.ProgramCapture} runs it.
 *
 * <p>Results are those of the wrapped backend. One exception: a number that varies from one time to
 * the next is a tensor in a captured program, so it is rounded to the dtype of its program.
 */
final class CapturedBackend implements TensorBackend, NestedRegions.Levels {

    /** The largest number of operations that are held: some training steps of a small model. */
    private static final int LONGEST = 1 << 10;

    /** The largest amount of numbers of Java that are held. */
    private static final long NUMBERS = 256L * LONGEST;

    private final TensorBackend backend;
    private final Repeats repeats;
    private final NestedRegions regions = new NestedRegions(this);
    private final List<Value.Life> lives = new ArrayList<>(List.of(new Value.Life()));
    private final Value.Life kept = new Value.Life();
    private Program program = new Program();
    private long numbers;
    private boolean reducedProducts;
    private @Nullable Throwable broken;

    /**
     * Wraps a backend, which it closes.
     *
     * @param required whether a program that cannot be captured is an error
     */
    CapturedBackend(TensorBackend backend, ProgramCapture capture, boolean required) {
        this.backend = backend;
        this.repeats = new Repeats(backend, capture, required);
    }

    @Override
    public String name() {
        return backend.name();
    }

    /** {@inheritDoc} {@code graphs} says whether programs have been captured so far. */
    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>(backend.description());
        description.put("graphs", repeats.description());
        return description;
    }

    /** Reading runs what is recorded. */
    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public Optional<NoiseOperations> noise() {
        return backend.noise().map(Draws::new);
    }

    @Override
    public OptionalLong freeBytes() {
        return backend.freeBytes();
    }

    private final class Draws implements NoiseOperations {

        private final NoiseOperations noise;

        Draws(NoiseOperations noise) {
            this.noise = noise;
        }

        @Override
        public Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype) {
            return write(new Operations.Draw(noise, distribution, shape, dtype), shape, dtype, key);
        }

        @Override
        public Buffer bernoulli(RandomKey key, Buffer probabilities) {
            return write(
                    InTurn.DRAW_BITS,
                    probabilities.shape(),
                    probabilities.dtype(),
                    key,
                    probabilities);
        }
    }

    @Override
    public void close() {
        repeats.close();
        backend.close();
    }

    // --------------------------------------------------------------------------------- writing

    private Value compute(Operation operation, Shape shape, DType dtype, Buffer... arguments) {
        return write(operation, innermost(), shape, dtype, Program.Call.NOTHING, arguments);
    }

    private Value write(
            Operation operation, Shape shape, DType dtype, Object data, Buffer... arguments) {
        return write(operation, innermost(), shape, dtype, data, arguments);
    }

    private Value write(
            Operation operation,
            Value.Life life,
            Shape shape,
            DType dtype,
            Object data,
            Buffer... arguments) {
        Value result = new Value(shape, dtype, life);
        life.add(result);
        add(new Program.Call(operation, values(arguments), result, data));
        return result;
    }

    private void order(Operation operation, Object data, Buffer... arguments) {
        add(new Program.Call(operation, values(arguments), null, data));
    }

    private static List<Value> values(Buffer[] arguments) {
        List<Value> values = new ArrayList<>(arguments.length);
        for (Buffer argument : arguments) {
            Value value = (Value) argument;
            if (value.isOver()) {
                throw new IllegalStateException(
                        "a buffer is used after its memory was freed: its region is closed, or it"
                                + " was released");
            }
            values.add(value);
        }
        return values;
    }

    private void add(Program.Call call) {
        program.add(call);
        if (program.size() >= LONGEST || numbers >= NUMBERS) {
            runProgram();
        }
    }

    /** Runs what is recorded, and returns the buffer of a value. */
    private Buffer computed(Buffer value) {
        runProgram();
        if (broken != null) {
            throw new IllegalStateException("the backend has failed before", broken);
        }
        return values(new Buffer[] {value}).get(0).buffer();
    }

    private void runProgram() {
        Program whole = program;
        program = new Program();
        numbers = 0;
        if (broken != null || whole.size() == 0) {
            // What is closed after a failure must not hide it; who reads is told.
            return;
        }
        try {
            repeats.run(whole);
        } catch (RuntimeException | Error e) {
            // What lies in which memory is not known any more.
            broken = e;
            throw e;
        }
    }

    private Value.Life innermost() {
        return lives.get(lives.size() - 1);
    }

    // --------------------------------------------------------------------------------- storage

    @Override
    public Region openRegion() {
        return regions.open();
    }

    @Override
    public void enter(int level) {
        if (level == 1) {
            runProgram();
        }
        lives.add(new Value.Life());
        order(InTurn.OPEN_REGION, Program.Call.NOTHING);
    }

    @Override
    public void leave(int level) {
        Value.Life ending = lives.remove(level);
        ending.end();
        order(InTurn.CLOSE_REGION, ending);
        if (level == 1) {
            runProgram();
        }
    }

    @Override
    public Buffer copy(Buffer buffer, int level) {
        return write(
                InTurn.DETACH, lives.get(level), buffer.shape(), buffer.dtype(), level, buffer);
    }

    @Override
    public Buffer keep(Buffer buffer) {
        Value.Life own = new Value.Life();
        Value copy =
                write(
                        InTurn.KEEP,
                        own,
                        buffer.shape(),
                        buffer.dtype(),
                        Program.Call.NOTHING,
                        buffer);
        kept.add(copy);
        return copy;
    }

    @Override
    public void release(Buffer buffer) {
        Value own = (Value) buffer;
        if (own.isOver() || !kept.values().remove(own)) {
            throw new IllegalArgumentException(buffer + " is not a kept buffer");
        }
        own.life().end();
        order(InTurn.RELEASE, own);
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        numbers += shape.size();
        float[] own = Arrays.copyOfRange(values, offset, offset + shape.size());
        return write(new Operations.Create(shape, dtype), shape, dtype, own);
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        numbers += shape.size();
        return write(new Operations.Create(shape, dtype), shape, dtype, values.clone());
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        numbers += shape.size();
        return write(new Operations.Create(shape, DType.INT32), shape, DType.INT32, values.clone());
    }

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return write(new Operations.Fill(shape, dtype), shape, dtype, value);
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        return backend.readFloats(computed(buffer));
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return backend.readDoubles(computed(buffer));
    }

    @Override
    public int[] readInts(Buffer buffer) {
        if (buffer.dtype() != DType.INT32) {
            throw new IllegalArgumentException("integers are read from INT32, not " + buffer);
        }
        return backend.readInts(computed(buffer));
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        order(InTurn.ASSIGN, Program.Call.NOTHING, target, source);
    }

    // ----------------------------------------------------------------------------- elementwise

    @Override
    public Buffer unary(Unary function, Buffer a) {
        return compute(new Operations.OfOne(function), a.shape(), a.dtype(), a);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        Shape shape = a.shape().broadcast(b.shape());
        return compute(new Operations.OfTwo(function), shape, a.dtype(), a, b);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        return write(new Operations.WithNumber(function), a.shape(), a.dtype(), b, a);
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        Shape shape = condition.shape().broadcast(a.shape()).broadcast(b.shape());
        return compute(new Operations.Where(), shape, a.dtype(), condition, a, b);
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        return compute(new Operations.Cast(dtype), a.shape(), dtype, a);
    }

    // ------------------------------------------------------------------------------ reductions

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        Shape shape = a.shape().reduce(axes, keepAxes);
        return compute(
                new Operations.Reduce(function, Operations.list(axes), keepAxes),
                shape,
                a.dtype(),
                a);
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return compute(new Operations.Softmax(axis, false), a.shape(), a.dtype(), a);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return compute(new Operations.Softmax(axis, true), a.shape(), a.dtype(), a);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        Shape shape = a.shape().reduce(new int[] {axis}, false);
        return compute(new Operations.ArgMax(axis), shape, DType.INT32, a);
    }

    @Override
    public Buffer sortOrder(Buffer matrix) {
        Shape flat = Shape.of(matrix.shape().size());
        return compute(new Operations.SortOrder(), flat, DType.INT32, matrix);
    }

    // ----------------------------------------------------------------------------- arrangement

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return compute(new Operations.Reshape(shape), shape, a.dtype(), a);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        int[] extents = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            extents[axis] = a.shape().extent(order[axis]);
        }
        Operation operation = new Operations.Permute(Operations.list(order));
        return compute(operation, Shape.of(extents), a.dtype(), a);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return compute(new Operations.BroadcastTo(shape), shape, a.dtype(), a);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        Shape shape = a.shape().with(axis, to - from);
        return compute(new Operations.Slice(axis, from, to), shape, a.dtype(), a);
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        Shape shape = a.shape().with(axis, before + a.shape().extent(axis) + after);
        return compute(new Operations.Pad(axis, before, after), shape, a.dtype(), a);
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape().extent(axis)).sum();
        Buffer first = parts.get(0);
        return compute(
                new Operations.Concatenate(axis),
                first.shape().with(axis, extent),
                first.dtype(),
                parts.toArray(new Buffer[0]));
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        Shape shape = a.shape().with(axis, indices.shape().size());
        return compute(new Operations.Gather(axis), shape, a.dtype(), a, indices);
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        Shape shape = a.shape().with(axis, extent);
        return compute(new Operations.ScatterAdd(axis, extent), shape, a.dtype(), a, indices);
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        Shape shape = indices.shape().append(depth);
        return compute(new Operations.OneHot(depth, dtype), shape, dtype, indices);
    }

    // -------------------------------------------------------------------------------- products

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        Shape leading = a.shape().range(0, -2).broadcast(b.shape().range(0, -2));
        int rows = a.shape().extent(transposeA ? -1 : -2);
        int columns = b.shape().extent(transposeB ? -2 : -1);
        Operation operation = new Operations.Matmul(transposeA, transposeB, reducedProducts);
        return compute(operation, leading.append(rows, columns), a.dtype(), a, b);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        Shape shape = geometry.output(x.shape(), w.shape());
        return compute(new Operations.Convolve(geometry, reducedProducts), shape, x.dtype(), x, w);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        Operation operation = new Operations.ConvolveInputGradient(x, geometry, reducedProducts);
        return compute(operation, x, dy.dtype(), dy, w);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        Operation operation = new Operations.ConvolveKernelGradient(w, geometry, reducedProducts);
        return compute(operation, w, dy.dtype(), x, dy);
    }

    @Override
    public void reduceProducts(boolean reduced) {
        reducedProducts = reduced;
    }

    // ----------------------------------------------------------------------------------- fused

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        Shape shape = Shape.of(x.shape().extent(0), w.shape().extent(1));
        Operation operation = new Operations.Linear(activation, reducedProducts);
        return compute(operation, shape, x.dtype(), x, w, b);
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        return compute(new Operations.ActivationGradient(activation), y.shape(), y.dtype(), y, dy);
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        Shape shape = logits.shape().range(0, 1);
        return compute(new Operations.BernoulliLogProbability(), shape, logits.dtype(), logits, x);
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        Operation operation = new Operations.BernoulliLogProbabilityGradient();
        return compute(operation, logits.shape(), logits.dtype(), logits, x, gradient);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        Shape shape = mean.shape().range(0, 1);
        return compute(new Operations.NormalKl(), shape, mean.dtype(), mean, logVariance);
    }

    // --------------------------------------------------------------------------------- updates

    @Override
    public double norm(List<Buffer> parts) {
        return backend.norm(parts.stream().map(this::computed).toList());
    }

    @Override
    public void adam(
            Buffer value, Buffer gradient, Buffer firstMoment, Buffer secondMoment, AdamStep step) {
        adam(List.of(new Update<>(value, gradient, List.of(firstMoment, secondMoment))), 1, step);
    }

    @Override
    public void adam(List<Update<Buffer>> updates, double gradientScale, AdamStep step) {
        update(updates, gradientScale, step);
    }

    @Override
    public void momentum(List<Update<Buffer>> updates, double gradientScale, MomentumStep step) {
        update(updates, gradientScale, step);
    }

    @Override
    public void rmsProp(List<Update<Buffer>> updates, double gradientScale, RmsPropStep step) {
        update(updates, gradientScale, step);
    }

    /** The arguments are value, gradient and state of one parameter after another. */
    private void update(List<Update<Buffer>> updates, double gradientScale, Record step) {
        int slots = updates.get(0).state().size();
        List<Buffer> all = new ArrayList<>();
        for (Update<Buffer> update : updates) {
            all.add(update.value());
            all.add(update.gradient());
            all.addAll(update.state());
        }
        order(
                InTurn.UPDATE,
                new InTurn.Step(step, gradientScale, slots),
                all.toArray(new Buffer[0]));
    }
}
