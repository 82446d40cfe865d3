// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checksum of models of ONNX, with the files of weights that they refer to. */
final class FileChecksum {

    private static final String LOCATION = "location";

    private FileChecksum() {}

    /** Returns the SHA-256 of all files together; empty if one cannot be read. */
    static Optional<String> of(List<Path> models) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path model : models) {
                add(model, digest);
                for (Path weights : weightFiles(model)) {
                    add(weights, digest);
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
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Set<Path> weightFiles(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            return weightFiles(ModelProto.parseFrom(in), model);
        } catch (InvalidProtocolBufferException e) {
            return Set.of();
        }
    }

    /** Returns the files in which a model keeps large tensors, such as {@code encoder.onnx.data}. */
    static Set<Path> weightFiles(ModelProto model, Path file) {
        Set<Path> files = new LinkedHashSet<>();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            for (StringStringEntryProto entry : tensor.getExternalDataList()) {
                if (entry.getKey().equals(LOCATION)) {
                    files.add(file.resolveSibling(entry.getValue()));
                }
            }
        }
        return files;
    }
}
