// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.onnx.read.GraphFile;
import org.vaelab.framework.onnx.read.GraphProgram;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A file of ONNX, and how it is read.
 *
 * @param input the name of its input; null: its only one
 * @param outputs the names of outputs by those of the numbers of a head; none: by the names in the file
 * @param range two numbers, what the file has for 0 and 1 of the data; null: 0 and 1
 * @param layout the axes of images; null: as shapes say
 * @param trains whether the weights are learned
 * @param checks whether values of the outputs are checked when they are computed
 */
record HalfFile(
        Path path,
        Half half,
        @Nullable String input,
        Map<String, String> outputs,
        @Nullable List<Double> range,
        @Nullable Layout layout,
        boolean trains,
        boolean checks) {

    /** Chooses the outputs of an opened file. */
    interface Choice {
        ChosenOutputs of(ChosenOutputs.Source source);
    }

    /**
     * Opens the network.
     *
     * @param inputKey the setting that names the input
     * @param rows how a row lies in the input
     */
    OnnxNetwork open(
            TensorRuntime runtime,
            DataShape image,
            String inputKey,
            Function<Opened, RowLayout> rows,
            Choice choice) {
        GraphFile file = GraphFile.open(path);
        TensorPort port = port(file, inputKey);
        RowLayout row = rows.apply(new Opened(file, port));
        ChosenOutputs chosen =
                choice.of(new ChosenOutputs.Source(path, file.outputs(), half, half.prefix()));
        GraphProgram program =
                GraphProgram.of(file, port.name(), row.row(), chosen.names(), trains, runtime);
        return new OnnxNetwork(
                file, program, half, port, row, chosen, image, Range.of(range), layout, checks);
    }

    /** A file and its input. */
    record Opened(GraphFile file, TensorPort input) {

        /** Returns the layout of examples. */
        RowLayout ofData(DataShape image, @Nullable Layout layout) {
            return OnnxNetwork.exampleLayout(file, input, image, layout);
        }

        /**
         * Returns the layout of numbers that are no example.
         *
         * @param what they are, for a message
         */
        RowLayout ofNumbers(int width, String what, String remedy) {
            return RowLayout.ofNumbers(input.row(), width)
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "%s: input '%s' has the shape %s; expected %s numbers a row, those of %s\n%s"
                                                    .formatted(
                                                            file.path(),
                                                            input.name(),
                                                            input.shape(),
                                                            width,
                                                            what,
                                                            remedy)));
        }
    }

    private TensorPort port(GraphFile file, String key) {
        List<TensorPort> inputs = file.inputs();
        List<String> names = inputs.stream().map(TensorPort::name).toList();
        String name = input == null && inputs.size() == 1 ? names.get(0) : input;
        if (name != null && !names.contains(name)) {
            throw new IllegalArgumentException(
                    "%s: %s names '%s', and the file has no such input\n%s"
                            .formatted(path, key, name, Spelling.hint(name, names)));
        }
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    ("%s has the inputs %s; expected one, '%s'"
                                    + "\nexport a network of one input; noise and masks must not be"
                                    + " inputs")
                            .formatted(path, String.join(", ", names), half.usualInput()));
        }
        TensorPort port = inputs.get(0);
        port.requireUsable(path, "input");
        return port;
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
        files.forEach(GraphFile::requirePresent);
        Optional<String> now = FileChecksum.of(files);
        if (!now.equals(Optional.of(recorded))) {
            throw new IllegalArgumentException(
                    ("%s has changed since this run was planned"
                                    + "\nchecksum: was %s, is now %s"
                                    + "\nput the file back as it was, or begin anew in another"
                                    + " folder with --out")
                            .formatted(
                                    String.join(
                                            " or ", files.stream().map(Path::toString).toList()),
                                    recorded,
                                    now.orElse("unknown")));
        }
    }

    /** Returns the forms of numbers of which this file gives one. */
    Choice amongst(List<HeadForm> forms) {
        return source -> ChosenOutputs.of(source, outputs, forms);
    }
}
