// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.onnx.read.GraphFile;
import org.vaelab.framework.onnx.read.GraphProgram;
import org.vaelab.framework.onnx.read.OnnxModelFile;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A file of ONNX, and how it is read.
 *
 * @param outputs the names of outputs by those of the numbers of a head; none: by the names in the
 *     file
 * @param range what the file has for 0 and 1 of the data
 * @param layout the axes of images; null: as shapes say
 * @param trains whether the weights are learned
 * @param checks whether values of the outputs are checked when they are computed
 */
record HalfFile(
        Path path,
        Half half,
        Map<String, String> outputs,
        Range range,
        @Nullable Layout layout,
        boolean trains,
        boolean checks) {

    /**
     * Opens the network.
     *
     * @param rows how a row lies in the input
     * @param choice of the outputs, by those that there are
     */
    OnnxNetwork open(
            TensorRuntime runtime,
            DataShape image,
            Function<TensorPort, TensorLayout> rows,
            Function<ChosenOutputs.Source, ChosenOutputs> choice) {
        GraphFile file = GraphFile.open(path);
        TensorPort port = port(file.inputs());
        TensorLayout row = rows.apply(port);
        ChosenOutputs chosen = choice.apply(new ChosenOutputs.Source(this, file.outputs()));
        GraphProgram program =
                GraphProgram.of(file, port.name(), row.row(), chosen.names(), trains, runtime);
        return new OnnxNetwork(this, program, port, row, chosen, image);
    }

    /**
     * Returns this file with its numbers in another range, and its images in another order of axes.
     */
    HalfFile with(Range other, @Nullable Layout axes) {
        return new HalfFile(path, half, outputs, other, axes, trains, checks);
    }

    /** Returns how examples lie in an input. */
    TensorLayout ofData(TensorPort input, DataShape image) {
        String what = TensorLayout.what(path, "input", input.name());
        return TensorLayout.ofData(input.row(), image, layout, what);
    }

    /**
     * Returns how numbers that are no example lie in an input.
     *
     * @param what they are, for a message
     */
    TensorLayout ofNumbers(TensorPort input, int width, String what) {
        return TensorLayout.ofNumbers(input.row(), width)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s: input '%s' has the shape %s; expected %s numbers a row, those of %s\n%s"
                                                .formatted(
                                                        path,
                                                        input.name(),
                                                        input.shape(),
                                                        width,
                                                        what,
                                                        half.inputRemedy())));
    }

    private TensorPort port(List<TensorPort> inputs) {
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    ("%s has the inputs %s; expected one, '%s'"
                                    + "\nexport a network of one input; noise and masks must not be"
                                    + " inputs")
                            .formatted(
                                    path,
                                    String.join(
                                            ", ", inputs.stream().map(TensorPort::name).toList()),
                                    half.usualInput()));
        }
        inputs.get(0).requireUsable(path, "input");
        return inputs.get(0);
    }

    /**
     * Checks that files are as they were when a run was planned.
     *
     * @param recorded the checksum then; null: they are not recorded
     */
    static void requireSame(List<Path> files, @Nullable String recorded) {
        if (recorded == null) {
            return;
        }
        files.forEach(OnnxModelFile::requirePresent);
        Optional<String> now = FileChecksum.of(files);
        if (!now.equals(Optional.of(recorded))) {
            throw new IllegalArgumentException(
                    ("%s has changed since this run was planned"
                                    + "\nchecksum: was %s, is now %s"
                                    + "\nput the file back as it was, or begin anew in another"
                                    + " output folder")
                            .formatted(
                                    String.join(
                                            " or ", files.stream().map(Path::toString).toList()),
                                    recorded,
                                    now.orElse("unknown")));
        }
    }
}
