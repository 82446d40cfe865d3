// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.ref.Cleaner;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A file of ONNX, opened by ONNX Runtime. It is closed when it is not reachable any more, because
 * networks have no end of life.
 */
final class OnnxSession {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxSession(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
        CLEANER.register(this, () -> close(session));
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException if it is absent, no model, or needs a newer ONNX Runtime
     */
    static OnnxSession open(Path file) {
        OrtEnvironment environment = Natives.environment();
        UnreadableFile.requirePresent(file);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // One order of sums, whatever the machine.
            options.setIntraOpNumThreads(Math.min(2, Runtime.getRuntime().availableProcessors()));
            options.setInterOpNumThreads(1);
            return new OnnxSession(
                    file, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw UnreadableFile.explain(file, e);
        }
    }

    Path file() {
        return file;
    }

    List<TensorPort> inputs() {
        return ports(true);
    }

    List<TensorPort> outputs() {
        return ports(false);
    }

    private List<TensorPort> ports(boolean in) {
        try {
            List<TensorPort> ports = new ArrayList<>();
            for (NodeInfo info : (in ? session.getInputInfo() : session.getOutputInfo()).values()) {
                ports.add(
                        info.getInfo() instanceof TensorInfo tensor
                                ? new TensorPort(info.getName(), type(tensor.type), dims(tensor))
                                : new TensorPort(info.getName(), "no tensor", List.of()));
            }
            return ports;
        } catch (OrtException e) {
            throw UnreadableFile.explain(file, e);
        }
    }

    private static String type(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> TensorPort.FLOAT32;
            case DOUBLE -> TensorPort.FLOAT64;
            default -> type.toString().toLowerCase(Locale.ROOT);
        };
    }

    private static List<Long> dims(TensorInfo tensor) {
        List<Long> dims = new ArrayList<>();
        for (long dim : tensor.getShape()) {
            dims.add(dim);
        }
        return dims;
    }

    /**
     * Values of an output, row by row.
     *
     * @param shape with the rows first
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
    record Output(double[] values, long[] shape) {}

    /**
     * Computes outputs.
     *
     * @param values of the input, row-major
     * @throws IllegalArgumentException if ONNX Runtime cannot compute them
     */
    Map<String, Output> run(TensorPort input, double[] values, long[] shape, Set<String> wanted) {
        try (OnnxTensor given = tensor(input, values, shape);
                OrtSession.Result result = session.run(Map.of(input.name(), given), wanted)) {
            Map<String, Output> outputs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> each : result) {
                OnnxTensor tensor = (OnnxTensor) each.getValue();
                outputs.put(each.getKey(), new Output(read(tensor), tensor.getInfo().getShape()));
            }
            return outputs;
        } catch (OrtException e) {
            throw UnreadableFile.failed(file, input, shape, e);
        }
    }

    private OnnxTensor tensor(TensorPort input, double[] values, long[] shape) throws OrtException {
        if (input.type().equals(TensorPort.FLOAT64)) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(rounded), shape);
    }

    private static double[] read(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer buffer = tensor.getDoubleBuffer();
            double[] values = new double[buffer.remaining()];
            buffer.get(values);
            return values;
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get();
        }
        return values;
    }
}
