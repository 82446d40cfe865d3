// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Node;

/** Files of graphs of no model. */
final class Files {

    private Files() {}

    static byte[] of(Graph graph) {
        return model(graph).toByteArray();
    }

    static ModelProto model(Graph graph) {
        return GraphWriter.write(
                "test", graph, ports(graph.inputs()), ports(graph.outputs()), "VaeLab's tests");
    }

    private static List<Port> ports(Map<String, Node> nodes) {
        return nodes.entrySet().stream()
                .map(
                        node ->
                                new Port(
                                        node.getKey(),
                                        node.getValue().shape(),
                                        node.getValue().dtype(),
                                        ""))
                .toList();
    }
}
