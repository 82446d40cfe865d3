// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.data.GivenFile;

/** Explains why ONNX Runtime rejects a file, with the remedy. */
final class UnreadableFile {

    /** What ONNX Runtime says of an operator set that it does not support. */
    private static final Pattern NEWEST = Pattern.compile("till opset (\\d+)");

    /** The key of {@code ir_version}, field 1 of a model, an integer. */
    private static final int FIRST_BYTE = 8;

    private UnreadableFile() {}

    /**
     * Checks that a file is there, with its weights beside it.
     *
     * @throws IllegalArgumentException if it is none, or keeps weights elsewhere
     */
    static void requirePresent(Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? " is a folder" : " is a device or a pipe";
            throw new IllegalArgumentException(
                    file
                            + (Files.exists(file) ? what : " does not exist")
                            + "; expected a file of ONNX");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + " cannot be read");
        }
        for (String location : parsed(file).map(FileChecksum::locations).orElse(Set.of())) {
            if (!FileChecksum.isInside(file, location)) {
                throw new IllegalArgumentException(
                        "%s has its weights in '%s'; expected a file in the folder of the model, or below it\nmove the weights there, and export the model again with that name"
                                .formatted(file, location));
            }
        }
    }

    /** Explains why a file cannot be opened. */
    static IllegalArgumentException explain(Path file, OrtException failure) {
        Optional<ModelProto> model = parsed(file);
        if (model.isEmpty() && startsAsModel(file)) {
            return new IllegalArgumentException(
                    "%s is cut off or damaged: it begins as a file of ONNX\ncopy or export it again"
                            .formatted(file),
                    failure);
        }
        if (model.isEmpty()) {
            return new IllegalArgumentException(
                    ("%s is not a file of ONNX"
                                    + "\nwrite it with torch.onnx.export, tf2onnx or jax2onnx; a"
                                    + " checkpoint such as .pt has no graph")
                            .formatted(file),
                    failure);
        }
        Matcher newest = NEWEST.matcher(String.valueOf(failure.getMessage()));
        if (newest.find()) {
            String needed =
                    model.get().getOpsetImportList().stream()
                            .filter(set -> set.getDomain().isEmpty())
                            .map(set -> Long.toString(set.getVersion()))
                            .findFirst()
                            .orElse("?");
            return new IllegalArgumentException(
                    ("%s needs operator set %s of ONNX, and ONNX Runtime supports up to %s"
                                    + "\nexport with an older one: torch.onnx.export(...,"
                                    + " opset_version=17)")
                            .formatted(file, needed, newest.group(1)),
                    failure);
        }
        Optional<Path> absent =
                FileChecksum.locations(model.get()).stream()
                        .map(file::resolveSibling)
                        .filter(weights -> !Files.isRegularFile(weights))
                        .findFirst();
        if (absent.isPresent()) {
            return new IllegalArgumentException(
                    "%s has its weights in %s, which does not exist\nput that file beside the model, under this name"
                            .formatted(file, absent.get()),
                    failure);
        }
        return new IllegalArgumentException(
                "ONNX Runtime cannot open %s: %s".formatted(file, message(failure)), failure);
    }

    /** Returns whether the first field is the version of a model, as exporters write it. */
    private static boolean startsAsModel(Path file) {
        try (InputStream in = GivenFile.open(file)) {
            return in.read() == FIRST_BYTE;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<ModelProto> parsed(Path file) {
        try (InputStream in = GivenFile.open(file)) {
            return Optional.of(ModelProto.parseFrom(in)).filter(ModelProto::hasGraph);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Explains why a file cannot be computed. */
    static IllegalArgumentException failed(
            Path file, TensorPort input, long[] shape, OrtException failure) {
        return new IllegalArgumentException(
                ("ONNX Runtime cannot compute %s for input '%s' of shape %s: %s"
                                + "\nthe graph may fix the batch size inside; export with"
                                + " dynamic_axes, and use x.flatten(1) or x.view(x.size(0), -1)")
                        .formatted(file, input.name(), Arrays.toString(shape), message(failure)),
                failure);
    }

    private static String message(OrtException failure) {
        return String.valueOf(failure.getMessage())
                .replaceFirst("^Error code - ", "")
                .lines()
                .findFirst()
                .orElse("");
    }
}
