// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small graph of ONNX, as another program might write it. */
final class OnnxFile {

    /** An extent that the file leaves free. */
    static final long BATCH = -1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private DataType type = DataType.FLOAT;
    private long operatorSet = 17;

    /** Sets the type of the inputs that follow. */
    OnnxFile type(DataType other) {
        type = other;
        return this;
    }

    OnnxFile operatorSet(long version) {
        operatorSet = version;
        return this;
    }

    OnnxFile input(String name, long... extents) {
        graph.addInput(info(name, type, extents));
        return this;
    }

    OnnxFile output(String name, long... extents) {
        graph.addOutput(info(name, DataType.FLOAT, extents));
        return this;
    }

    private static ValueInfoProto info(String name, DataType type, long... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long extent : extents) {
            if (extent == BATCH) {
                shape.addDimBuilder().setDimParam("batch");
            } else {
                shape.addDimBuilder().setDimValue(extent);
            }
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    OnnxFile node(String operator, String output, String... inputs) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .addAllInput(List.of(inputs))
                        .addOutput(output));
        return this;
    }

    /** Adds a conversion to float32. */
    OnnxFile cast(String output, String input) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType("Cast")
                        .addInput(input)
                        .addOutput(output)
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(DataType.FLOAT.getNumber())));
        return this;
    }

    /** Adds {@code output = factor * input + offset}. */
    OnnxFile affine(String output, String input, double factor, double offset) {
        return number(output + ".factor", factor)
                .number(output + ".offset", offset)
                .node("Mul", output + ".scaled", input, output + ".factor")
                .node("Add", output, output + ".scaled", output + ".offset");
    }

    OnnxFile number(String name, double value) {
        return matrix(name, new float[] {(float) value});
    }

    /** Adds numbers, row-major. */
    OnnxFile matrix(String name, float[] values, long... extents) {
        TensorProto.Builder tensor = tensor(name, DataType.FLOAT, extents);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    OnnxFile integers(String name, long... values) {
        TensorProto.Builder tensor = tensor(name, DataType.INT64, values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** Adds float32 numbers that lie in another file. */
    OnnxFile external(String name, String file, long... extents) {
        graph.addInitializer(
                tensor(name, DataType.FLOAT, extents)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(
                                StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue(file)));
        return this;
    }

    private static TensorProto.Builder tensor(String name, DataType type, long... extents) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long extent : extents) {
            tensor.addDims(extent);
        }
        return tensor;
    }

    Path write(Path file) throws IOException {
        return Files.write(
                file,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(
                                OperatorSetIdProto.newBuilder().setVersion(operatorSet).build())
                        .setGraph(graph)
                        .build()
                        .toByteArray());
    }
}
