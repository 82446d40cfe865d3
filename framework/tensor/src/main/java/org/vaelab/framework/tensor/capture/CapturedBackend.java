// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.capture.Call.InTurn.Kind;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NestedRegions;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * A backend that captures repeated programs of another one. A program is the content of an
 * outermost region, such as a training step, up to the next reading of values. From its third time
 * on, {@link org.vaelab.framework.tensor.spi.ProgramCapture} runs it.
 *
 * <p>Results are those of the wrapped backend. One exception: a number that varies from one time to
 * the next is a tensor in a captured program, so it is rounded to the dtype of its program.
 */
final class CapturedBackend extends OperationBackend
        implements StorageOperations, UpdateOperations, NestedRegions.Levels {

    /** The largest number of operations that are held: some training steps of a small model. */
    private static final int LONGEST = 1 << 10;

    /** The largest amount of numbers of Java that are held. */
    private static final long NUMBERS = 256L * LONGEST;

    private final TensorBackend backend;
    private final Repeats repeats;
    private final NestedRegions regions = new NestedRegions(this);
    private final List<DeferredBuffer.Life> lives =
            new ArrayList<>(List.of(new DeferredBuffer.Life()));
    private final DeferredBuffer.Life kept = new DeferredBuffer.Life();
    private Program program = new Program();
    private long numbers;
    private @Nullable Throwable broken;

    /**
     * Wraps a backend, which it closes.
     *
     * @param required whether a program that cannot be captured is an error
     */
    CapturedBackend(TensorBackend backend, ProgramCapture capture, boolean required) {
        super(backend);
        this.backend = backend;
        this.repeats = new Repeats(backend, capture, required);
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
    public Optional<ProgramCapture> capture() {
        return Optional.empty();
    }

    @Override
    public StorageOperations storage() {
        return this;
    }

    @Override
    public UpdateOperations updates() {
        return this;
    }

    private final class Draws implements NoiseOperations {

        private final NoiseOperations noise;

        Draws(NoiseOperations noise) {
            this.noise = noise;
        }

        @Override
        public Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype) {
            return given(
                    shape, dtype, distribution, any -> noise.draw(distribution, key, shape, dtype));
        }

        /** {@inheritDoc} A key is no memory that a captured program could read. */
        @Override
        public Buffer bernoulli(RandomKey key, Buffer probabilities) {
            return inTurn(
                    Kind.DRAW_BITS,
                    innermost(),
                    probabilities,
                    (any, open, call) ->
                            result(call).place(noise.bernoulli(key, call.buffers().get(0))));
        }
    }

    @Override
    public void close() {
        repeats.close();
        backend.close();
    }

    // --------------------------------------------------------------------------------- writing

    @Override
    protected Buffer compute(Operation operation, List<Buffer> arguments) {
        DeferredBuffer result =
                value(operation.shape(arguments), operation.dtype(arguments), innermost());
        add(new Call.Computed(operation, values(arguments), result));
        return result;
    }

    private Buffer given(
            Shape shape, DType dtype, Object kind, Function<TensorBackend, Buffer> source) {
        DeferredBuffer result = value(shape, dtype, innermost());
        add(new Call.Given(List.of(kind, shape, dtype), source, result));
        return result;
    }

    /** A copy, or something else of the shape and dtype of its argument. */
    private DeferredBuffer inTurn(
            Kind kind, DeferredBuffer.Life life, Buffer argument, Call.InTurn.Action action) {
        List<DeferredBuffer> arguments = values(List.of(argument));
        DeferredBuffer result = value(argument.shape(), argument.dtype(), life);
        add(new Call.InTurn(kind, arguments, result, action));
        return result;
    }

    private void order(Kind kind, List<Buffer> arguments, Call.InTurn.Action action) {
        add(new Call.InTurn(kind, values(arguments), null, action));
    }

    private static DeferredBuffer result(Call call) {
        return Objects.requireNonNull(call.result());
    }

    private static DeferredBuffer value(Shape shape, DType dtype, DeferredBuffer.Life life) {
        DeferredBuffer value = new DeferredBuffer(shape, dtype, life);
        life.add(value);
        return value;
    }

    private static List<DeferredBuffer> values(List<Buffer> arguments) {
        List<DeferredBuffer> values = new ArrayList<>(arguments.size());
        for (Buffer argument : arguments) {
            DeferredBuffer value = (DeferredBuffer) argument;
            if (value.isOver()) {
                throw new IllegalStateException(
                        "a buffer is used after its memory was freed: its region is closed, or it"
                                + " was released");
            }
            values.add(value);
        }
        return values;
    }

    private void add(Call call) {
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
        return values(List.of(value)).get(0).buffer();
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

    private DeferredBuffer.Life innermost() {
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
        lives.add(new DeferredBuffer.Life());
        order(Kind.OPEN_REGION, List.of(), (any, open, call) -> open.enter());
    }

    @Override
    public void leave(int level) {
        DeferredBuffer.Life ending = lives.remove(level);
        ending.end();
        order(Kind.CLOSE_REGION, List.of(), (any, open, call) -> open.leave(ending));
        if (level == 1) {
            runProgram();
        }
    }

    @Override
    public Buffer copy(Buffer buffer, int level) {
        return inTurn(
                Kind.DETACH,
                lives.get(level),
                buffer,
                (any, open, call) -> open.copy(call.arguments().get(0), level, result(call)));
    }

    @Override
    public Buffer keep(Buffer buffer) {
        DeferredBuffer copy =
                inTurn(
                        Kind.KEEP,
                        new DeferredBuffer.Life(),
                        buffer,
                        (wrapped, open, call) ->
                                result(call)
                                        .placeKept(wrapped.storage().keep(call.buffers().get(0))));
        kept.add(copy);
        return copy;
    }

    @Override
    public void release(Buffer buffer) {
        DeferredBuffer own = (DeferredBuffer) buffer;
        if (own.isOver() || !kept.values().remove(own)) {
            throw new IllegalArgumentException(buffer + " is not a kept buffer");
        }
        own.life().end();
        order(Kind.RELEASE, List.of(), (wrapped, open, call) -> own.leave(wrapped.storage()));
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        numbers += shape.size();
        float[] own = Arrays.copyOfRange(values, offset, offset + shape.size());
        return given(shape, dtype, "floats", to -> to.storage().create(own, 0, shape, dtype));
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        numbers += shape.size();
        double[] own = values.clone();
        return given(shape, dtype, "doubles", to -> to.storage().create(own, shape, dtype));
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        numbers += shape.size();
        int[] own = values.clone();
        return given(shape, DType.INT32, "integers", to -> to.storage().create(own, shape));
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        return backend.storage().readFloats(computed(buffer));
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return backend.storage().readDoubles(computed(buffer));
    }

    @Override
    public int[] readInts(Buffer buffer) {
        if (buffer.dtype() != DType.INT32) {
            throw new IllegalArgumentException("integers are read from INT32, not " + buffer);
        }
        return backend.storage().readInts(computed(buffer));
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        order(
                Kind.ASSIGN,
                List.of(target, source),
                (wrapped, open, call) ->
                        wrapped.storage().assign(call.buffers().get(0), call.buffers().get(1)));
    }

    // --------------------------------------------------------------------------------- updates

    @Override
    public double norm(List<Buffer> parts) {
        return backend.updates().norm(parts.stream().map(this::computed).toList());
    }

    /** The arguments are value, gradient and state of one parameter after another. */
    @Override
    public void update(List<Update<Buffer>> updates, double gradientScale, OptimizerStep step) {
        List<Buffer> all = new ArrayList<>();
        for (Update<Buffer> update : updates) {
            all.add(update.value());
            all.add(update.gradient());
            all.addAll(update.state());
        }
        order(
                Kind.UPDATE,
                all,
                (wrapped, open, call) ->
                        wrapped.updates()
                                .update(
                                        updates(call.buffers(), 2 + step.slots()),
                                        gradientScale,
                                        step));
    }

    private static List<Update<Buffer>> updates(List<Buffer> buffers, int width) {
        List<Update<Buffer>> updates = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i += width) {
            List<Buffer> state = buffers.subList(i + 2, i + width);
            updates.add(new Update<>(buffers.get(i), buffers.get(i + 1), state));
        }
        return updates;
    }
}
