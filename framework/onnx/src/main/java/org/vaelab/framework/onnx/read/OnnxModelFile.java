// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.GivenFile;

/** Opens the model in a file, or explains why it cannot be read, with the remedy. */
@Internal
public final class OnnxModelFile {

    /** The key of {@code ir_version}, field 1 of a model, an integer. */
    private static final int FIRST_BYTE = 8;

    private OnnxModelFile() {}

    /**
     * Requires that there is a file.
     *
     * @throws IllegalArgumentException if it is absent, a folder or a device
     */
    static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? " is a folder" : " is a device or a pipe";
            throw new IllegalArgumentException(
                    file
                            + (Files.exists(file) ? what : " does not exist")
                            + "; expected a file of ONNX");
        }
    }

    /**
     * Checks that a file is there, with its weights beside it.
     *
     * @throws IllegalArgumentException if it is none, or keeps weights elsewhere
     */
    public static void requirePresent(Path file) {
        requireFile(file);
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

    /**
     * Returns the model in a file.
     *
     * @throws IllegalArgumentException if there is none, or a file of its weights is absent
     */
    static ModelProto model(Path file) {
        Optional<ModelProto> model = parsed(file);
        if (model.isEmpty() && startsAsModel(file)) {
            throw new IllegalArgumentException(
                    "%s is cut off or damaged: it begins as a file of ONNX\ncopy or export it again"
                            .formatted(file));
        }
        if (model.isEmpty()) {
            throw new IllegalArgumentException(
                    ("%s is not a file of ONNX"
                                    + "\nwrite it with torch.onnx.export, tf2onnx or jax2onnx; a"
                                    + " checkpoint such as .pt has no graph")
                            .formatted(file));
        }
        Optional<Path> absent =
                FileChecksum.locations(model.get()).stream()
                        .map(file::resolveSibling)
                        .filter(weights -> !Files.isRegularFile(weights))
                        .findFirst();
        if (absent.isPresent()) {
            throw new IllegalArgumentException(
                    "%s has its weights in %s, which does not exist\nput that file beside the model, under this name"
                            .formatted(file, absent.get()));
        }
        return model.get();
    }

    /** Returns whether the first field is the version of a model, as exporters write it. */
    private static boolean startsAsModel(Path file) {
        try (InputStream in = GivenFile.open(file)) {
            return in.read() == FIRST_BYTE;
        } catch (IOException e) {
            return false;
        }
    }

    static Optional<ModelProto> parsed(Path file) {
        try (InputStream in = GivenFile.open(file)) {
            return Optional.of(ModelProto.parseFrom(in)).filter(ModelProto::hasGraph);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
