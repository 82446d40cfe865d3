// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.shape.Shape;

/** A file of ONNX, carried out by ONNX Runtime. */
public final class GraphRun implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public GraphRun(byte[] file) throws OrtException {
        this.session = environment.createSession(file);
    }

    /** Numbers, row-major. */
    public record Numbers(float[] values, Shape shape) {}

    /** Returns the outputs by name. */
    public Map<String, Numbers> outputs(Map<String, Numbers> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, Numbers> input : inputs.entrySet()) {
            long[] shape =
                    Arrays.stream(input.getValue().shape().toArray()).asLongStream().toArray();
            given.put(
                    input.getKey(),
                    OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(input.getValue().values()), shape));
        }
        Map<String, Numbers> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(given)) {
            for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                OnnxTensor tensor = (OnnxTensor) output.getValue();
                int[] shape =
                        Arrays.stream(tensor.getInfo().getShape()).mapToInt(e -> (int) e).toArray();
                float[] values = new float[Shape.of(shape).size()];
                tensor.getFloatBuffer().get(values);
                outputs.put(output.getKey(), new Numbers(values, Shape.of(shape)));
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
        return outputs;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
