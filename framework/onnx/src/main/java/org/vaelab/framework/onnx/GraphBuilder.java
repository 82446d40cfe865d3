// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.onnx.trace.Extent;
import org.vaelab.framework.onnx.trace.Literal;
import org.vaelab.framework.tensor.shape.DType;

/** Adds nodes and numbers to a graph of ONNX, whose values go by their names. */
final class GraphBuilder {

    private final GraphProto.Builder graph;
    private final Set<String> names = new HashSet<>();
    private final Map<Object, String> known = new HashMap<>();
    private String rowsOf = "";

    GraphBuilder(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    GraphProto build() {
        return graph.build();
    }

    /** Takes names that others may not have, such as those of the outputs. */
    void reserve(Set<String> taken) {
        names.addAll(taken);
    }

    /** Adds an input; the number of rows is that of the first one. */
    void input(Port port) {
        graph.addInput(info(port));
        if (rowsOf.isEmpty()) {
            rowsOf = port.name();
        }
    }

    void output(Port port, String value) {
        graph.addOutput(info(port));
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType("Identity")
                        .setName("output " + port.name())
                        .addInput(value)
                        .addOutput(port.name()));
    }

    private static ValueInfoProto info(Port port) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Extent extent : port.shape()) {
            TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
            if (extent.perRow()) {
                dimension.setDimParam(extent.toString());
            } else {
                dimension.setDimValue(extent.number());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(port.name())
                .setDocString(port.meaning())
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type(port.dtype()).getNumber())
                                                .setShape(shape)))
                .build();
    }

    /** Adds a node of one output, and returns its name. */
    String node(String operator, List<String> operands, AttributeProto... attributes) {
        String name = unique(operator);
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .setName(name)
                        .addAllInput(operands)
                        .addOutput(name)
                        .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int i = 1; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /**
     * Adds numbers: a parameter by its name, and others as a constant, which readers do not learn.
     */
    String literal(Literal literal, Optional<String> parameter) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setDataType(type(literal.dtype()).getNumber())
                        .setRawData(ByteString.copyFrom(literal.bytes()));
        for (int extent : literal.shape().toArray()) {
            tensor.addDims(extent);
        }
        return parameter
                .map(name -> initializer(tensor, name))
                .orElseGet(() -> node("Constant", List.of(), attribute("value", tensor.build())));
    }

    private String initializer(TensorProto.Builder tensor, String wanted) {
        String name = unique(wanted);
        graph.addInitializer(tensor.setName(name));
        return name;
    }

    String number(double value, DType dtype) {
        return known.computeIfAbsent(
                List.of(value, dtype), absent -> initializer(tensor(value, dtype), "number"));
    }

    /** Returns a tensor of one number, which has yet no name and no axis. */
    static TensorProto.Builder tensor(double value, DType dtype) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type(dtype).getNumber());
        switch (dtype) {
            case FLOAT32 -> tensor.addFloatData((float) value);
            case FLOAT64 -> tensor.addDoubleData(value);
            case INT32 -> tensor.addInt32Data((int) value);
        }
        return tensor;
    }

    String indices(int count) {
        return known.computeIfAbsent(
                "indices " + count,
                absent -> {
                    TensorProto.Builder tensor =
                            TensorProto.newBuilder()
                                    .setDataType(DataType.INT32.getNumber())
                                    .addDims(count);
                    for (int i = 0; i < count; i++) {
                        tensor.addInt32Data(i);
                    }
                    return initializer(tensor, "indices");
                });
    }

    /** Returns a vector of int64, which shapes and axes are. */
    String integers(List<Integer> values) {
        return known.computeIfAbsent(
                values,
                absent -> {
                    TensorProto.Builder tensor =
                            TensorProto.newBuilder()
                                    .setDataType(DataType.INT64.getNumber())
                                    .addDims(values.size());
                    values.forEach(tensor::addInt64Data);
                    return initializer(tensor, "integers");
                });
    }

    /** Returns a vector of int64, computed if it depends on the number of rows. */
    String extents(List<Extent> extents) {
        if (extents.stream().noneMatch(Extent::perRow)) {
            return integers(extents.stream().map(Extent::number).toList());
        }
        List<String> parts = new ArrayList<>();
        extents.forEach(extent -> parts.add(extent(extent)));
        return parts.size() == 1 ? parts.get(0) : node("Concat", parts, attribute("axis", 0));
    }

    private String extent(Extent extent) {
        if (extent.perRow() && extent.number() == 1) {
            return rows();
        }
        String number = integers(List.of(extent.number()));
        return extent.perRow() ? node("Mul", List.of(rows(), number)) : number;
    }

    /** The number of rows, a vector of one. */
    private String rows() {
        String rows = known.get("rows");
        if (rows == null) {
            rows = node("Shape", List.of(rowsOf), attribute("start", 0), attribute("end", 1));
            known.put("rows", rows);
        }
        return rows;
    }

    // ---------------------------------------------------------------------- attributes and types

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, List<Integer> values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        values.forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    static DataType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT32 -> DataType.INT32;
        };
    }
}
