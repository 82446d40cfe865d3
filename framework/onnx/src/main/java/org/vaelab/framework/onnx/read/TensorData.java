// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.Shape;

/** The numbers of a tensor in a file. */
final class TensorData {

    private TensorData() {}

    static boolean isReal(TensorProto tensor) {
        return tensor.getDataType() == DataType.FLOAT.getNumber()
                || tensor.getDataType() == DataType.DOUBLE.getNumber();
    }

    static Shape shape(TensorProto tensor) {
        return Shape.of(tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray());
    }

    /**
     * Returns the numbers.
     *
     * @param model the file of the model, beside which large tensors have files of their own; null:
     *     there are none
     * @throws IllegalArgumentException if they are no numbers, or not as many as the shape has
     */
    static Numbers numbers(TensorProto tensor, @Nullable Path model) {
        return Numbers.lasting(values(tensor, model), shape(tensor), !isReal(tensor));
    }

    private static double[] values(TensorProto tensor, @Nullable Path model) {
        int n = shape(tensor).size();
        DataType type = DataType.forNumber(tensor.getDataType());
        int width = type == null ? 0 : width(type);
        if (width == 0) {
            throw new IllegalArgumentException(
                    "tensor '%s' is of type %s; expected float32, float64, int32, int64 or bool\nexport model.float()"
                            .formatted(tensor.getName(), type));
        }
        boolean isOutside = tensor.getDataLocation() == DataLocation.EXTERNAL;
        if (!isOutside && !tensor.hasRawData()) {
            List<? extends Number> typed =
                    switch (type) {
                        case FLOAT -> tensor.getFloatDataList();
                        case DOUBLE -> tensor.getDoubleDataList();
                        case INT64 -> tensor.getInt64DataList();
                        default -> tensor.getInt32DataList();
                    };
            requireCount(tensor, n, typed.size());
            return typed.stream().mapToDouble(Number::doubleValue).toArray();
        }
        ByteBuffer bytes =
                (isOutside ? outside(tensor, model) : tensor.getRawData().asReadOnlyByteBuffer())
                        .order(ByteOrder.LITTLE_ENDIAN);
        requireCount(tensor, n, bytes.remaining() / width);
        IntToDoubleFunction at =
                switch (type) {
                    case FLOAT -> i -> bytes.getFloat(i * width);
                    case DOUBLE -> i -> bytes.getDouble(i * width);
                    case INT64 -> i -> bytes.getLong(i * width);
                    case INT32 -> i -> bytes.getInt(i * width);
                    default -> i -> bytes.get(i);
                };
        return IntStream.range(0, n).mapToDouble(at).toArray();
    }

    /** Returns the bytes of a number; 0 for a type that is not read. */
    private static int width(DataType type) {
        return switch (type) {
            case DOUBLE, INT64 -> 8;
            case FLOAT, INT32 -> 4;
            case BOOL -> 1;
            default -> 0;
        };
    }

    private static void requireCount(TensorProto tensor, int expected, int found) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "tensor '%s' has %s numbers; expected %s of shape %s"
                            .formatted(tensor.getName(), found, expected, shape(tensor)));
        }
    }

    private static ByteBuffer outside(TensorProto tensor, @Nullable Path model) {
        Map<String, String> keys =
                tensor.getExternalDataList().stream()
                        .collect(
                                Collectors.toMap(
                                        StringStringEntryProto::getKey,
                                        StringStringEntryProto::getValue,
                                        (a, b) -> b));
        if (model == null) {
            throw new IllegalArgumentException("has a constant in another file");
        }
        Path file = model.resolveSibling(keys.getOrDefault("location", ""));
        try (FileChannel channel = FileChannel.open(file)) {
            long from = Long.parseLong(keys.getOrDefault("offset", "0"));
            long left = Math.max(0, channel.size() - from);
            String length = keys.get("length");
            long wanted = length == null ? left : Long.parseLong(length);
            if (from < 0 || wanted < 0 || wanted > left) {
                throw new IllegalArgumentException(
                        "%s is too short for the tensor '%s'\ncopy or export it again"
                                .formatted(file, tensor.getName()));
            }
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(wanted));
            channel.read(bytes, from);
            return bytes.flip();
        } catch (IOException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "the tensor '%s' cannot be read from %s: %s"
                            .formatted(tensor.getName(), file, e.getMessage()),
                    e);
        }
    }
}
