// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that is to change over more steps than training has: the warm-up of the KL, a linear or cosine
 * schedule, a growing capacity. Every mapping of a config with {@code from}, {@code to} and {@code steps}
 * is one, a plugin's too.
 */
final class UnfinishedRamp implements ModelCheck {

    @Override
    public String name() {
        return "unfinished-ramp";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        List<Doubt> doubts = new ArrayList<>();
        long steps = model.run().training().steps();
        require("training.warmup", model.run().training().warmup(), steps, doubts);
        walk("", model.config(), model, doubts);
        return doubts;
    }

    private static void walk(String path, JsonNode node, AuditedModel model, List<Doubt> doubts) {
        if (!(node instanceof ObjectNode mapping)) {
            return;
        }
        long available =
                path.startsWith("training.priorOptimizer")
                        ? model.run().training().priorSteps()
                        : model.run().training().steps();
        if (mapping.has("from") && mapping.has("to") && mapping.path("steps").isIntegralNumber()) {
            require(path, mapping.path("steps").longValue(), available, doubts);
        }
        JsonNode until = mapping.path("until");
        if (mapping.has("values") && until.isArray() && !until.isEmpty()) {
            // Its last value is that of the step after.
            require(path, until.get(until.size() - 1).longValue() + 1, available, doubts);
        }
        for (Map.Entry<String, JsonNode> inner : mapping.properties()) {
            walk(
                    path.isEmpty() ? inner.getKey() : path + "." + inner.getKey(),
                    inner.getValue(),
                    model,
                    doubts);
        }
    }

    private static void require(String path, long needed, long available, List<Doubt> doubts) {
        if (needed > available) {
            doubts.add(
                    new Doubt(
                            String.format(
                                    Locale.ROOT,
                                    "%s takes %,d steps, and training ends after %,d",
                                    path,
                                    needed,
                                    available),
                            "shorten it, or train longer"));
        }
    }
}
