// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The examples of a step as arrays of a file: {@code x}, [B, D]; {@code given.<part>}, [B, width];
 * {@code label.<column>} and {@code rows}, [B], in float64. They are the values that the step had,
 * in the precision that it had them in.
 */
@Internal
public final class SavedBatch {

    private static final String X = "x";
    private static final String GIVEN = "given.";
    private static final String LABEL = "label.";
    private static final String ROWS = "rows";
    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    private SavedBatch() {}

    /**
     * Returns the arrays of a batch. The fact {@code step} is the number of steps done before it.
     */
    public static Checkpoint arrays(MiniBatch batch) {
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        boolean inDouble = batch.precision() == ValuePrecision.DOUBLE;
        arrays.put(
                X,
                inDouble ? doubles(batch, batch.doubles()) : floats(batch, batch.values().clone()));
        List<ValueSplit.Part> given = batch.split().map(ValueSplit::given).orElse(List.of());
        for (ValueSplit.Part part : given) {
            String name = part.name();
            arrays.put(
                    GIVEN + name,
                    inDouble
                            ? doubles(batch, batch.givenDoubles(name))
                            : floats(batch, batch.given(name)));
        }
        for (String column : batch.labelNames()) {
            arrays.put(LABEL + column, numbers(batch.labels(column)));
        }
        arrays.put(ROWS, numbers(batch.rows()));
        return new Checkpoint(arrays, Map.of(Checkpoint.STEP, Long.toString(batch.step())));
    }

    private static Checkpoint.Array floats(MiniBatch batch, float[] values) {
        return new Checkpoint.Array(shape(batch, values.length), values, NO_DOUBLES);
    }

    private static Checkpoint.Array doubles(MiniBatch batch, double[] values) {
        return new Checkpoint.Array(shape(batch, values.length), NO_FLOATS, values.clone());
    }

    private static int[] shape(MiniBatch batch, int values) {
        return new int[] {batch.size(), values / batch.size()};
    }

    private static Checkpoint.Array numbers(int[] values) {
        double[] numbers = IntStream.of(values).asDoubleStream().toArray();
        return new Checkpoint.Array(new int[] {values.length}, NO_FLOATS, numbers);
    }

    /**
     * Returns the examples of saved arrays.
     *
     * @throws IllegalArgumentException if the file is not one of a batch
     */
    public static ExampleTensors examples(Checkpoint saved, TensorRuntime runtime) {
        return new OfArrays(saved, runtime);
    }

    /**
     * Returns the values of x, [B, D] row-major.
     *
     * @throws IllegalArgumentException if the file is not one of a batch
     */
    public static double[] values(Checkpoint saved) {
        return numbers(array(saved, X));
    }

    /** Returns the index of every example in the training data, [B]. */
    public static int[] rows(Checkpoint saved) {
        return whole(array(saved, ROWS));
    }

    private static Checkpoint.Array array(Checkpoint saved, String name) {
        Checkpoint.Array array = saved.arrays().get(name);
        if (array == null) {
            throw new IllegalArgumentException("the saved batch has no array " + name);
        }
        return array;
    }

    private static double[] numbers(Checkpoint.Array array) {
        if (array.isDouble()) {
            return array.doubles();
        }
        double[] numbers = new double[array.floats().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.floats()[i];
        }
        return numbers;
    }

    private static int[] whole(Checkpoint.Array array) {
        double[] numbers = numbers(array);
        int[] whole = new int[numbers.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) numbers[i];
        }
        return whole;
    }

    private record OfArrays(Checkpoint saved, TensorRuntime runtime) implements ExampleTensors {

        OfArrays {
            array(saved, X);
            array(saved, ROWS);
        }

        @Override
        public Tensor x() {
            return tensor(X);
        }

        @Override
        public Tensor given(String part) {
            return tensor(GIVEN + part);
        }

        private Tensor tensor(String name) {
            Checkpoint.Array array = array(saved, name);
            Shape shape = Shape.of(array.shape());
            return array.isDouble()
                    ? runtime.tensor(array.doubles(), shape)
                    : runtime.tensor(array.floats(), shape);
        }

        @Override
        public int[] labels(String column) {
            Checkpoint.Array array = saved.arrays().get(LABEL + column);
            if (array == null) {
                throw new DataException("the saved batch has no label " + column);
            }
            return whole(array);
        }

        @Override
        public int[] rows() {
            return SavedBatch.rows(saved);
        }
    }
}
