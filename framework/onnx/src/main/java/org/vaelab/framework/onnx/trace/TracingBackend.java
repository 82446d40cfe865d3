// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Has another backend compute, and records each operation. Fused operations are recorded as the primitives
 * of their definition, and Java makes the draws: these are default methods of {@link TensorBackend}.
 */
record TracingBackend(TensorBackend real, Recording recording) implements InvocationHandler {

    /** Returns a backend that records what the real one computes. */
    static TensorBackend of(TensorBackend real, Recording recording) {
        return (TensorBackend)
                Proxy.newProxyInstance(
                        TracingBackend.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        new TracingBackend(real, recording));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (method.isDefault() && !name.equals("isAsynchronous")) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        Object[] a = arguments == null ? new Object[0] : arguments;
        return switch (name) {
            case "openRegion" -> new Region(real.openRegion());
            case "keep" -> recording.copy((Buffer) a[0], compute(method, a));
            case "create" -> recording.created(compute(method, a));
            case "readFloats", "readDoubles", "readInts" -> {
                recording.requireReadable((Buffer) a[0]);
                yield call(method, a);
            }
            case "assign" -> {
                recording.requireUntraced();
                yield call(method, a);
            }
            default ->
                    method.getReturnType() == Buffer.class
                            ? recording.result(
                                    operation(name, a),
                                    numbers(name, a),
                                    compute(method, a),
                                    operands(a))
                            : call(method, a);
        };
    }

    private Buffer compute(Method method, Object[] arguments) throws Throwable {
        return (Buffer) call(method, arguments);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        Object[] plain = Arrays.stream(arguments).map(TracingBackend::plain).toArray();
        try {
            return method.invoke(real, plain);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object plain(Object argument) {
        if (argument instanceof List<?> parts) {
            return parts.stream().map(TracingBackend::plain).toList();
        }
        return argument instanceof Buffer buffer ? Recording.real(buffer) : argument;
    }

    private static List<Buffer> operands(Object[] arguments) {
        List<Buffer> operands = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof Buffer buffer) {
                operands.add(buffer);
            } else if (argument instanceof List<?> parts) {
                parts.forEach(part -> operands.add((Buffer) part));
            }
        }
        return operands;
    }

    /** Returns the operation of a method and its arguments, without the extents that may vary. */
    private static Operation operation(String method, Object[] a) {
        return switch (method) {
            case "fill" -> new Operation.Fill((double) a[0]);
            case "unary" -> new Operation.OfOne((Unary) a[0]);
            case "binary" ->
                    a[2] instanceof Double number
                            ? new Operation.WithNumber((Binary) a[0], number)
                            : new Operation.OfTwo((Binary) a[0]);
            case "where" -> new Operation.Where();
            case "cast" -> new Operation.Cast();
            case "reduce" ->
                    new Operation.Reduce((Reduction) a[0], list((int[]) a[2]), (boolean) a[3]);
            case "softmax" -> new Operation.Softmax((int) a[1], false);
            case "logSoftmax" -> new Operation.Softmax((int) a[1], true);
            case "argMax" -> new Operation.ArgMax((int) a[1]);
            case "reshape" -> new Operation.Reshape();
            case "permute" -> new Operation.Permute(list((int[]) a[1]));
            case "broadcastTo" -> new Operation.BroadcastTo();
            case "slice" -> new Operation.Slice((int) a[1]);
            case "pad" -> new Operation.Pad((int) a[1]);
            case "concatenate" -> new Operation.Concatenate((int) a[1]);
            case "gather" -> new Operation.Gather((int) a[1]);
            case "oneHot" -> new Operation.OneHot((int) a[1], (DType) a[2]);
            case "matmul" -> new Operation.Matmul((boolean) a[1], (boolean) a[3]);
            case "convolve" -> new Operation.Convolve((ConvolutionGeometry) a[2]);
            case "convolveInputGradient" ->
                    new Operation.ConvolveTransposed((ConvolutionGeometry) a[3]);
            default -> new Operation.Other(method);
        };
    }

    /** Returns the ends of a slice, or the zeros of a pad, which may depend on the number of rows. */
    private static int[] numbers(String method, Object[] a) {
        return method.equals("slice") || method.equals("pad")
                ? new int[] {(int) a[2], (int) a[3]}
                : new int[0];
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private final class Region implements StorageOperations.Region {

        private final StorageOperations.Region region;

        Region(StorageOperations.Region region) {
            this.region = region;
        }

        @Override
        public Buffer detach(Buffer buffer) {
            return recording.copy(buffer, region.detach(Recording.real(buffer)));
        }

        @Override
        public void close() {
            region.close();
        }
    }
}
