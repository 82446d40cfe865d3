// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Makes graphs of programs. Their tensors are those of {@link #runtime}, which computes as any
 * other, on the processor.
 */
@Internal
public final class Tracer implements AutoCloseable {

    /** Two sizes that have no factor in common, so that one extent cannot pass for another. */
    private static final List<Integer> ROWS = List.of(3, 5);

    private final Recording recording;
    private final TensorBackend real;
    private final TensorRuntime runtime;
    private final Map<TracedValue, String> names = new HashMap<>();

    private Tracer(TensorBackend real, Recording recording, TensorRuntime runtime) {
        this.real = real;
        this.recording = recording;
        this.runtime = runtime;
    }

    /** Opens a tracer for the calling thread, which owns a backend. */
    public static Tracer over(TensorBackend backend, DType dtype) {
        Recording recording = new Recording(backend.storage());
        TensorBackend tracing = new TracingBackend(backend, recording);
        return new Tracer(backend, recording, TensorRuntime.on(tracing, dtype));
    }

    /**
     * Opens a tracer for the calling thread.
     *
     * @param backend the name of one, or {@link Backends#AUTO}
     * @param threads of matrix products, at least 1
     * @throws IllegalArgumentException if there is no such backend
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded
     */
    public static Tracer open(Backends backends, String backend, int threads, DType dtype) {
        List<TensorBackend> opened = new ArrayList<>();
        Recording[] recording = new Recording[1];
        TensorRuntime runtime =
                backends.open(
                        backend,
                        "cpu",
                        threads,
                        dtype,
                        ProductPrecision.FULL,
                        real -> {
                            opened.add(real);
                            recording[0] = new Recording(real.storage());
                            return new TracingBackend(real, recording[0]);
                        });
        return new Tracer(opened.get(0), recording[0], runtime);
    }

    public TensorRuntime runtime() {
        return runtime;
    }

    /**
     * Gives the numbers that a tensor of the runtime holds, such as a parameter, a name in graphs.
     */
    public void name(Tensor held, String name) {
        names.put(recording.valueOf(() -> read(held)), name);
    }

    /**
     * Returns the graph of a program.
     *
     * @throws UntraceableException if it is none
     */
    public Graph trace(TracedProgram program) {
        Execution first = execute(program, ROWS.get(0));
        Execution second = execute(program, ROWS.get(1));
        if (!List.copyOf(first.outputs().keySet()).equals(List.copyOf(second.outputs().keySet()))) {
            throw new UntraceableException(
                    "the outputs are %s for %s rows, and %s for %s"
                            .formatted(
                                    first.outputs().keySet(),
                                    ROWS.get(0),
                                    second.outputs().keySet(),
                                    ROWS.get(1)));
        }
        TraceComparison comparison =
                new TraceComparison(real.storage(), names, ROWS.get(0), ROWS.get(1));
        Map<String, Node> inputs = nodes(comparison, first.inputs(), second.inputs());
        Map<String, Node> outputs = nodes(comparison, first.outputs(), second.outputs());
        return new Graph(inputs, comparison.nodes(), outputs);
    }

    private static Map<String, Node> nodes(
            TraceComparison comparison,
            Map<String, TracedValue> first,
            Map<String, TracedValue> second) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        first.forEach(
                (name, value) -> {
                    @Nullable TracedValue other = second.get(name);
                    if (other == null) {
                        throw new UntraceableException("'" + name + "' is not always there");
                    }
                    nodes.put(name, comparison.node(value, other));
                });
        return nodes;
    }

    /** The inputs and outputs of one execution of a program. */
    private record Execution(Map<String, TracedValue> inputs, Map<String, TracedValue> outputs) {}

    private Execution execute(TracedProgram program, int rows) {
        Map<String, TracedValue> inputs = new LinkedHashMap<>();
        Map<String, TracedValue> outputs = new LinkedHashMap<>();
        try (TensorScope scope = runtime.scope()) {
            recording.during(
                    () -> {
                        program.outputs(arbitrary(rows, inputs))
                                .forEach(
                                        (name, tensor) ->
                                                outputs.put(
                                                        name,
                                                        recording.valueOf(() -> read(tensor))));
                        return outputs;
                    });
        }
        return new Execution(inputs, outputs);
    }

    private static void read(Tensor tensor) {
        if (tensor.dtype().isFloating()) {
            tensor.readDoubles();
        } else {
            tensor.readInts();
        }
    }

    /** Inputs of numbers that have nothing in common from one number of rows to another. */
    private TracedProgram.Inputs arbitrary(int rows, Map<String, TracedValue> asked) {
        return new TracedProgram.Inputs() {
            @Override
            public int rows() {
                return rows;
            }

            @Override
            public Tensor of(String name, Shape each) {
                if (asked.containsKey(name)) {
                    throw new UntraceableException("two inputs are called '" + name + "'");
                }
                Shape shape = each.prepend(rows);
                RandomKey key = RandomKey.of(rows).split(name);
                Tensor input = recording.input(name, () -> runtime.uniform(key, shape));
                asked.put(name, recording.valueOf(() -> read(input)));
                return input;
            }
        };
    }

    @Override
    public void close() {
        runtime.close();
    }
}
