// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.GivenFile;

/** The checksum of models of ONNX, with the files of weights that they refer to. */
@Internal
public final class FileChecksum {

    private static final String LOCATION = "location";

    private FileChecksum() {}

    /** Returns the SHA-256 of all files together; empty if one cannot be read. */
    public static Optional<String> of(List<Path> models) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path model : models) {
                add(model, digest);
                for (String location : locations(model)) {
                    if (!isInside(model, location)) {
                        throw new IOException(location + " is elsewhere");
                    }
                    add(model.resolveSibling(location), digest);
                }
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(Path file, MessageDigest digest) throws IOException {
        try (InputStream in = new DigestInputStream(GivenFile.open(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Set<String> locations(Path model) throws IOException {
        try (InputStream in = GivenFile.open(model)) {
            return locations(ModelProto.parseFrom(in));
        } catch (InvalidProtocolBufferException e) {
            return Set.of();
        }
    }

    /**
     * Returns where a model keeps large tensors, such as {@code encoder.onnx.data}, as the model
     * says it.
     */
    static Set<String> locations(ModelProto model) {
        Set<String> locations = new LinkedHashSet<>();
        addLocations(model, locations);
        return locations;
    }

    /** Goes through everything: nodes and subgraphs have tensors too. */
    private static void addLocations(Message message, Set<String> locations) {
        if (message instanceof TensorProto tensor) {
            tensor.getExternalDataList().stream()
                    .filter(entry -> entry.getKey().equals(LOCATION))
                    .forEach(entry -> locations.add(entry.getValue()));
            return;
        }
        for (Object field : message.getAllFields().values()) {
            for (Object value : field instanceof List<?> list ? list : List.of(field)) {
                if (value instanceof Message inner) {
                    addLocations(inner, locations);
                }
            }
        }
    }

    /** Returns whether a location is absent, or a file in the folder of the model or below it. */
    static boolean isInside(Path model, String location) {
        try {
            Path weights = model.resolveSibling(location);
            if (Path.of(location).isAbsolute() || Path.of(location).normalize().startsWith("..")) {
                return false;
            }
            if (!Files.exists(weights)) {
                return true;
            }
            // The model may be a link itself, into a folder with all files of models.
            Path real = weights.toRealPath();
            Path folder = model.toAbsolutePath().getParent().toRealPath();
            return Files.isRegularFile(real)
                    && (real.startsWith(folder) || real.startsWith(model.toRealPath().getParent()));
        } catch (InvalidPathException | IOException e) {
            return false;
        }
    }
}
