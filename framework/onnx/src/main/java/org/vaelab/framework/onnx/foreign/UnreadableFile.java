// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Explains why ONNX Runtime rejects a file, with the remedy. */
final class UnreadableFile {

    /** The newest operator set of ONNX Runtime 1.29. */
    static final int NEWEST_OPSET = 26;

    private UnreadableFile() {}

    static void requirePresent(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    file
                            + (Files.exists(file) ? " is a folder" : " does not exist")
                            + "; expected a file of ONNX");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + " cannot be read");
        }
    }

    /** Explains why a file cannot be opened. */
    static IllegalArgumentException explain(Path file, OrtException failure) {
        Optional<ModelProto> model = parsed(file);
        if (model.isEmpty()) {
            return new IllegalArgumentException(
                    ("%s is not a file of ONNX"
                                    + "\nwrite it with torch.onnx.export, tf2onnx or jax2onnx; a"
                                    + " checkpoint such as .pt has no graph")
                            .formatted(file),
                    failure);
        }
        for (OperatorSetIdProto set : model.get().getOpsetImportList()) {
            if (set.getDomain().isEmpty() && set.getVersion() > NEWEST_OPSET) {
                return new IllegalArgumentException(
                        ("%s needs operator set %s of ONNX, and ONNX Runtime supports 7 to %s"
                                        + "\nexport with an older one: torch.onnx.export(...,"
                                        + " opset_version=17)")
                                .formatted(file, set.getVersion(), NEWEST_OPSET),
                        failure);
            }
        }
        return new IllegalArgumentException(
                "ONNX Runtime cannot open %s: %s".formatted(file, message(failure)), failure);
    }

    private static Optional<ModelProto> parsed(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
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
