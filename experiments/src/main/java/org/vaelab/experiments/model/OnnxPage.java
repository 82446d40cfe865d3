// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.onnx.ModelGraph;
import org.vaelab.framework.onnx.Port;

/** The page of exported graphs: inputs, outputs, how to draw z, and an example program. */
record OnnxPage(
        String run,
        TrainedModel trained,
        Map<String, ModelGraph> halves,
        Map<String, String> refused) {

    private static final int ROWS = 3;

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + run);
        lines.add("");
        lines.add(
                "The model `"
                        + trained.spec().model()
                        + "` as graphs of ONNX (operator set 17, float32), written by `vaelab export`."
                        + " `batch` is any number of rows.");
        halves.forEach((half, graph) -> add(half, graph, lines));
        refused.forEach(
                (half, why) -> lines.addAll(List.of("", "There is no " + half + ": " + why + ".")));
        lines.addAll(List.of("", "## Values", "", "- `x`: " + domain() + missing()));
        if (trained.summary().domain() == ValueDomain.COLUMNS) {
            DataView.modelledColumns(trained.summary()).forEach(of -> lines.add(values(of)));
        }
        generative().condition().labels().forEach(label -> lines.add(values(label)));
        addDraws(lines);
        lines.addAll(List.of("", "## In Python", "", "```python", program(), "```"));
        return String.join("\n", lines) + "\n";
    }

    private GenerativeModel generative() {
        return trained.model().generative();
    }

    private static void add(String half, ModelGraph graph, List<String> lines) {
        lines.addAll(List.of("", "## " + half + ".onnx", ""));
        lines.add("| | name | shape | what it is |");
        lines.add("|---|---|---|---|");
        graph.inputs().forEach(port -> lines.add(row("input", port)));
        graph.outputs().forEach(port -> lines.add(row("output", port)));
    }

    private static String row(String kind, Port port) {
        return "| %s | `%s` | %s | %s |"
                .formatted(kind, port.name(), port.shape(), port.meaning().replace("|", "\\|"));
    }

    private String domain() {
        ValueDomain domain = trained.summary().domain();
        return switch (domain) {
            case BINARY -> "zeros and ones";
            case GREY_LEVELS -> "grey levels k / 255, k = 0 to 255";
            case UNIT_INTERVAL -> "numbers in [0, 1]";
            case REAL -> "real numbers, in the units of the training data";
            case COUNTS -> "counts 0, 1, 2, ...";
            case COLUMNS -> "a value of each column, in this order";
            case MODALITIES ->
                    "the values of each modality, one after the other; all NaN if it is missing";
            case TOKENS ->
                    "places of tokens in `"
                            + OnnxExport.VOCABULARY
                            + "` from 0 on; place 0 ends a text, and NaN follows up to the width."
                            + " A text that fills the width has no end";
        };
    }

    private String missing() {
        return trained.summary().hasMissing() ? "; NaN for a missing value" : "";
    }

    private static String values(Column column) {
        String kind =
                switch (column.kind()) {
                    case REAL -> "a real number";
                    case DATE -> "days since 1970-01-01";
                    case COUNT -> "a count";
                    case BINARY, CATEGORICAL, ORDINAL ->
                            "the place 0, 1, ... in " + String.join(", ", column.categories());
                };
        return "    - `" + column.name() + "`: " + kind;
    }

    private static String values(Condition.Label label) {
        return "- `"
                + label.name()
                + "`: a one at the place of the value and zeros, the values being "
                + String.join(", ", label.labels().valueNames());
    }

    private void addDraws(List<String> lines) {
        lines.addAll(List.of("", "## Draws", ""));
        lines.add("Outputs named after a variable determine its distribution:");
        lines.add("");
        for (ModelGraph graph : halves.values()) {
            graph.draws()
                    .forEach(
                            (outputs, how) -> {
                                String names = String.join("`, `", outputs);
                                lines.add("- `" + names + "`: " + how);
                            });
        }
        lines.add(
                "- any other, or none: what the config names below; `vaelab sample` and `vaelab encode`"
                        + " draw and locate z");
        lines.add("");
        for (LatentVariable latent : generative().latents()) {
            lines.add("- `" + latent.name() + "` lies in " + latent.space());
        }
        trained.partNames().forEach((kind, name) -> lines.add("- " + kind + ": `" + name + "`"));
        if (generative().latents().stream().anyMatch(latent -> !latent.parents().isEmpty())) {
            lines.add("");
            lines.add(
                    "A variable with parents is drawn from the generator's outputs given them; what"
                            + " comes after it may be any number, such as 0, in that call.");
        }
    }

    /** Returns a program that runs each half on zeros. */
    String program() {
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of("import numpy as np", "import onnxruntime"));
        halves.forEach(
                (half, graph) -> {
                    lines.add("");
                    lines.add(half + " = onnxruntime.InferenceSession(\"" + half + ".onnx\")");
                    lines.add("given = {");
                    graph.inputs().forEach(port -> lines.add("    " + zeros(port)));
                    lines.add("}");
                    lines.add("names = [output.name for output in " + half + ".get_outputs()]");
                    lines.add("found = dict(zip(names, " + half + ".run(names, given)))");
                    lines.add("print({name: value.shape for name, value in found.items()})");
                });
        return String.join("\n", lines);
    }

    private static String zeros(Port port) {
        String shape =
                Stream.concat(
                                Stream.of(ROWS),
                                port.shape().stream().skip(1).map(extent -> extent.at(ROWS)))
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return "\"" + port.name() + "\": np.zeros((" + shape + "), np.float32),  # your own";
    }
}
