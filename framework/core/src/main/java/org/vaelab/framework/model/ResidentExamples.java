// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Dequantization;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDraw;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.WordDropout;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The examples of a training stream in the memory of a device: copied there once, a batch is a
 * choice of rows, and what is drawn of it is drawn there. Its tensors are those of {@link
 * Batches#at}, byte for byte. What goes up in a step are the indices of the rows and, where a model
 * asks for them, labels.
 *
 * <p>Values that a stream holds in single precision lie in float32, those in double precision in
 * the dtype of the run.
 */
@Internal
public final class ResidentExamples implements AutoCloseable {

    /** A step and the copy itself need room too. */
    private static final int SHARE_OF_FREE_MEMORY = 4;

    private final TensorRuntime runtime;
    private final Batches batches;
    private final Examples examples;
    private final Optional<ValueSplit> split;
    private final Tensor table;
    private final Map<String, Tensor> places = new LinkedHashMap<>();

    /**
     * Copies all examples of a stream.
     *
     * @throws IllegalArgumentException if one array cannot hold them
     */
    public ResidentExamples(Batches batches, TensorRuntime runtime) {
        if (!fitsOneArray(batches)) {
            throw new IllegalArgumentException(
                    values(batches) + " values of the training examples exceed one array");
        }
        this.runtime = runtime;
        this.batches = batches;
        this.examples = batches.examples().whole();
        this.split = batches.examples().split();
        try (TensorScope scope = runtime.scope()) {
            table = runtime.keep(uploaded(), false);
            split.ifPresent(this::keepPlaces);
        }
    }

    /**
     * Returns whether examples should be kept on the device. The device has its own memory, the
     * examples lie in memory, they fit a quarter of the free memory of the device and one array,
     * and random preparation runs there.
     */
    public static boolean suits(Batches batches, TensorRuntime runtime) {
        OptionalLong free = runtime.freeBytes();
        return free.isPresent()
                && !batches.examples().isStreamed()
                && (batches.draw().isEmpty() || runtime.drawsWhereItComputes())
                && fitsOneArray(batches)
                && bytes(batches, runtime) <= free.getAsLong() / SHARE_OF_FREE_MEMORY;
    }

    private static boolean fitsOneArray(Batches batches) {
        return values(batches) <= Integer.MAX_VALUE - 8;
    }

    private static long values(Batches batches) {
        Examples all = batches.examples().whole();
        return (long) all.size() * all.width();
    }

    private static long bytes(Batches batches, TensorRuntime runtime) {
        return values(batches) * dtype(batches.examples(), runtime).bytes();
    }

    private static DType dtype(Examples of, TensorRuntime runtime) {
        return of.precision() == ValuePrecision.DOUBLE ? runtime.dtype() : DType.FLOAT32;
    }

    private Tensor uploaded() {
        int width = examples.width();
        Shape shape = Shape.of(examples.size(), width);
        DType dtype = dtype(examples, runtime);
        if (examples.precision() == ValuePrecision.DOUBLE) {
            double[] values = new double[shape.size()];
            for (int i = 0; i < examples.size(); i++) {
                examples.read(i, values, i * width);
            }
            return runtime.tensor(values, shape, dtype);
        }
        float[] values = new float[shape.size()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, values, i * width);
        }
        return runtime.tensor(values, shape, dtype);
    }

    private void keepPlaces(ValueSplit parts) {
        places.put("", indices(parts.places()));
        parts.given().forEach(part -> places.put(part.name(), indices(part.places())));
    }

    private Tensor indices(int[] values) {
        return runtime.keep(runtime.indices(values, Shape.of(values.length)), false);
    }

    /**
     * Returns the examples of a step (0, 1, ...), for the scope that is open when they are asked
     * for.
     */
    public ExampleTensors at(long step) {
        return new OfStep(step, batches.rows(step));
    }

    /** The values of one step, chosen and drawn once. */
    private final class OfStep implements ExampleTensors {

        private final long step;
        private final int[] rows;
        private Optional<Tensor> whole = Optional.empty();

        OfStep(long step, int[] rows) {
            this.step = step;
            this.rows = rows;
        }

        @Override
        public TensorRuntime runtime() {
            return runtime;
        }

        @Override
        public Tensor x() {
            return split.isPresent() ? part("") : inDtypeOfRun(whole());
        }

        @Override
        public Tensor given(String part) {
            if (!places.containsKey(part)) {
                throw new DataException("no values are given under the name " + part);
            }
            return part(part);
        }

        private Tensor part(String name) {
            Tensor chosen = places.get(name);
            if (chosen == null) {
                throw new IllegalStateException("no places of " + name);
            }
            return inDtypeOfRun(whole().gather(1, chosen));
        }

        private Tensor inDtypeOfRun(Tensor values) {
            return values.dtype() == runtime.dtype() ? values : values.cast(runtime.dtype());
        }

        private Tensor whole() {
            Tensor known = whole.orElseGet(this::drawn);
            whole = Optional.of(known);
            return known;
        }

        private Tensor drawn() {
            Tensor chosen = table.gather(0, runtime.indices(rows, Shape.of(rows.length)));
            return batches.draw()
                    .map(draw -> drawn(draw, batches.drawKey(step), chosen))
                    .orElse(chosen);
        }

        private Tensor drawn(ValueDraw draw, RandomKey key, Tensor values) {
            if (draw instanceof WordDropout hidden) {
                Tensor uniform = runtime.uniform(key, values.shape(), DType.FLOAT32);
                return values.add(
                        uniform.lt(hidden.share()).mul(hidden.vocabulary()).cast(values.dtype()));
            }
            return draw instanceof Binarization.Drawn
                    ? runtime.bernoulli(key, values)
                    : spread(values, key);
        }

        /** Computes in double precision and rounds, in the same order as the host. */
        private Tensor spread(Tensor values, RandomKey key) {
            Tensor noise = runtime.uniform(key, values.shape(), DType.FLOAT32);
            return values.cast(DType.FLOAT64)
                    .mul(Dequantization.LARGEST_LEVEL)
                    .add(noise.cast(DType.FLOAT64))
                    .mul(Dequantization.BIN_WIDTH)
                    .cast(DType.FLOAT32);
        }

        @Override
        public int[] labels(String column) {
            Labels.Column labels = examples.label(column);
            int[] values = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                values[i] = labels.value(rows[i]);
            }
            return values;
        }

        @Override
        public int[] rows() {
            return rows;
        }
    }

    @Override
    public void close() {
        runtime.release(table);
        places.values().forEach(runtime::release);
        places.clear();
    }
}
