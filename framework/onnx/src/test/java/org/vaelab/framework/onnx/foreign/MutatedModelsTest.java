// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.onnx.read.GraphFile;

/** A model whose bytes were changed is opened, or refused in words. */
final class MutatedModelsTest {
    private static final int FILES = 500;

    @TempDir Path dir;

    private static ValueInfoProto port(String name) {
        TensorShapeProto shape =
                TensorShapeProto.newBuilder()
                        .addDim(Dimension.newBuilder().setDimParam("batch"))
                        .addDim(Dimension.newBuilder().setDimValue(2))
                        .build();
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)
                        .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Returns x w, with w in the file weights.data. */
    private byte[] whole() throws IOException {
        Files.write(dir.resolve("weights.data"), new byte[16]);
        TensorProto weights =
                TensorProto.newBuilder()
                        .setName("w")
                        .addAllDims(List.of(2L, 2L))
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(
                                StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("weights.data"))
                        .build();
        GraphProto graph =
                GraphProto.newBuilder()
                        .setName("graph")
                        .addInput(port("x"))
                        .addOutput(port("y"))
                        .addInitializer(weights)
                        .addNode(
                                NodeProto.newBuilder()
                                        .setOpType("MatMul")
                                        .addAllInput(List.of("x", "w"))
                                        .addOutput("y"))
                        .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Tag("full")
    @Test
    void isOpenedOrRefusedInWords() throws IOException {
        byte[] whole = whole();
        Path file = dir.resolve("model.onnx");
        int opened = 0;
        for (int seed = 0; seed < FILES; seed++) {
            Files.write(file, seed == 0 ? whole : mutated(whole, new SplittableRandom(seed)));
            try {
                GraphFile.inputWidth(file);
                FileChecksum.of(List.of(file));
                GraphFile read = GraphFile.open(file);
                assertThat(read.inputs()).as("seed %s", seed).isNotNull();
                opened++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getClass())
                        .as("seed %s", seed)
                        .isEqualTo(IllegalArgumentException.class);
                assertThat(e).as("seed %s", seed).hasMessageContaining(file.toString());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(opened).isBetween(FILES / 50, FILES - FILES / 50);
    }
}
