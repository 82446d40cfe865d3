// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * A file of ONNX as a network: from [..., inputs] to the output of a head. K draws are further rows.
 * No gradient passes.
 *
 * @param input the only input
 * @param inputRange what the input has for 0 and 1 of the data
 * @param inputLayout how a row of the input lies in the file
 * @param outputs which outputs are read, and in which form
 * @param outputImage the shape of examples, if outputs as wide as an example are images; null: they
 *     are numbers
 * @param layout the setting; null: as the shapes say
 */
record OnnxNetwork(
        OnnxSession session,
        TensorPort input,
        Range inputRange,
        RowLayout inputLayout,
        ChosenOutputs outputs,
        @Nullable DataShape outputImage,
        OnnxVariant.@Nullable Layout layout,
        String outputsKey)
        implements Network {

    /** Rows that are computed at once. */
    private static final int ROWS = 2000;

    @Override
    public Tensor apply(Tensor x) {
        if (!x.isTracked()) {
            return compute(x);
        }
        return CustomGradient.of(
                () -> compute(x),
                (upstream, needed) -> {
                    throw new IllegalStateException(withoutGradient().orElseThrow());
                },
                List.of(x));
    }

    @Override
    public Optional<String> withoutGradient() {
        return Optional.of(
                session.file().getFileName()
                        + " was trained elsewhere, and ONNX Runtime computes no gradients");
    }

    /** Returns this file with its outputs read in another form. */
    OnnxNetwork readAs(HeadForm form) {
        return new OnnxNetwork(
                session,
                input,
                inputRange,
                inputLayout,
                outputs.readAs(form),
                outputImage,
                layout,
                outputsKey);
    }

    /** Returns this file with other values for 0 and 1 of the data. */
    OnnxNetwork expecting(Range range) {
        return new OnnxNetwork(
                session, input, range, inputLayout, outputs, outputImage, layout, outputsKey);
    }

    private Tensor compute(Tensor x) {
        int width = x.shape().extent(-1);
        int rows = x.shape().size() / width;
        double[] values = values(inputRange.of(x));
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < rows; from += ROWS) {
            int to = Math.min(rows, from + ROWS);
            double[] some = Arrays.copyOfRange(values, from * width, to * width);
            parts.add(headOutput(some, to - from, x.runtime()));
        }
        Tensor all = parts.size() == 1 ? parts.get(0) : Tensor.concatenate(parts, 0);
        return all.reshape(x.shape().with(-1, all.shape().extent(-1)));
    }

    private double[] values(Tensor x) {
        try {
            return x.readDoubles();
        } catch (UntraceableException e) {
            throw new UntraceableException(
                    session.file() + " is a file of ONNX already; use it as it is");
        }
    }

    private Tensor headOutput(double[] values, int rows, TensorRuntime runtime) {
        Map<String, OnnxSession.Output> found =
                session.run(
                        input,
                        inputLayout.toFile(values),
                        inputLayout.shape(rows),
                        new LinkedHashSet<>(outputs.names()));
        List<Tensor> numbers = new ArrayList<>();
        for (int i = 0; i < outputs.names().size(); i++) {
            String name = outputs.names().get(i);
            HeadForm.Parameter number = outputs.form().numbers().get(i);
            double[] read = read(name, number, found.get(name), rows);
            numbers.add(runtime.tensor(read, Shape.of(rows, number.width())));
        }
        return outputs.form().toHead().apply(numbers);
    }

    private double[] read(
            String name, HeadForm.Parameter number, OnnxSession.@Nullable Output output, int rows) {
        if (output == null) {
            throw new IllegalStateException(session.file() + " gave no output " + name);
        }
        List<Long> row = new ArrayList<>();
        for (int i = 1; i < output.shape().length; i++) {
            row.add(output.shape()[i]);
        }
        boolean isRows = output.shape().length > 0 && output.shape()[0] == rows;
        long width = row.stream().reduce(1L, (a, b) -> a * b);
        if (!isRows) {
            throw new IllegalArgumentException(
                    "%s: output '%s' has the shape %s for %s rows; expected as many rows\nthe graph mixes the rows of a batch"
                            .formatted(
                                    session.file(), name, Arrays.toString(output.shape()), rows));
        }
        if (width != number.width()) {
            throw ChosenOutputs.wrongWidth(
                    session.file(), name, RowLayout.shape(row), width, number);
        }
        double[] values = layoutOf(row, number, name).fromFile(output.values());
        requireValid(name, number, values);
        return values;
    }

    /** Only numbers of which each value of an image has one lie in its axes. */
    private RowLayout layoutOf(List<Long> row, HeadForm.Parameter number, String name) {
        if (outputImage == null || number.width() != outputImage.size()) {
            return new RowLayout(List.of(number.width()), null);
        }
        boolean isImage = row.size() == 1 || row.size() == 3 || outputImage.channels() == 1;
        return isImage
                ? RowLayout.ofData(
                        row, outputImage, layout, RowLayout.what(session.file(), "output", name))
                : new RowLayout(List.of(number.width()), null);
    }

    private void requireValid(String name, HeadForm.Parameter number, double[] values) {
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "%s: output '%s' is %s in row %s; expected finite numbers\nlook at the model on that input: too large activations, a logarithm of 0"
                                .formatted(session.file(), name, value, i / number.width()));
            }
            if (!(value >= number.least() && value <= number.greatest())) {
                throw outside(name, number, value);
            }
        }
    }

    private IllegalArgumentException outside(String name, HeadForm.Parameter number, double value) {
        String limits =
                number.greatest() == Double.POSITIVE_INFINITY
                        ? "at least " + text(number.least())
                        : text(number.least()) + " to " + text(number.greatest());
        return new IllegalArgumentException(
                "%s: output '%s' is read as %s and has the value %s; expected %s\nset %s"
                        .formatted(
                                session.file(),
                                name,
                                number.name(),
                                (float) value,
                                limits,
                                String.join(", or ", outputs.otherSettings(outputsKey))));
    }

    private static String text(double limit) {
        return Long.toString((long) limit);
    }
}
