// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/**
 * One method on several data sets: models whose configs are equal apart from their names, seeds,
 * and everything under {@code data}.
 *
 * @param name what the names of its models have in common
 * @param label its name in tables and figures
 * @param models at least one, in the order of the comparison
 */
@Internal
public record ComparedMethod(String name, Label label, List<ComparedModel> models) {

    private static final List<String> NOT_THE_METHOD = List.of("model", "seed", "data");

    public ComparedMethod {
        models = List.copyOf(models);
    }

    /** Returns whether a model of some names is of this method. */
    boolean has(List<String> names) {
        return models.stream().map(ComparedModel::name).anyMatch(names::contains);
    }

    /** Returns the methods of a comparison, in the order of their first models. */
    public static List<ComparedMethod> ofAll(Comparison comparison) {
        Map<JsonNode, List<ComparedModel>> byConfig = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            JsonNode config = model.runs().get(0).planned().config().deepCopy();
            if (config instanceof ObjectNode keys) {
                keys.remove(NOT_THE_METHOD);
            }
            byConfig.computeIfAbsent(config, c -> new ArrayList<>()).add(model);
        }
        List<ComparedMethod> methods = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (List<ComparedModel> models : byConfig.values()) {
            String common = common(models.stream().map(ComparedModel::name).toList());
            ComparedModel first = models.get(0);
            methods.add(
                    taken.add(common)
                            ? new ComparedMethod(common, label(first, common), models)
                            : new ComparedMethod(first.name(), first.label(), models));
        }
        return methods;
    }

    /**
     * Returns the end that names in folders share, as in {@code digits.vae} and {@code
     * sprites.vae}, or the parts that names of a sweep share, as in {@code vae,source=digits}.
     */
    private static String common(List<String> names) {
        String first = names.get(0);
        if (names.stream().allMatch(first::equals)) {
            return first;
        }
        for (int at = first.indexOf('.'); at >= 0; at = first.indexOf('.', at + 1)) {
            String end = first.substring(at);
            if (names.stream().allMatch(name -> name.endsWith(end))) {
                return end.substring(1);
            }
        }
        List<String> parts = new ArrayList<>(Arrays.asList(first.split(",")));
        names.forEach(name -> parts.retainAll(Arrays.asList(name.split(","))));
        return parts.isEmpty() ? first : String.join(",", parts);
    }

    private static Label label(ComparedModel model, String common) {
        Label label = model.label();
        String name = model.name();
        if (label.plain().equals(name)) {
            return new Label(common, Escape.latex(common));
        }
        String before =
                name.endsWith("." + common)
                        ? name.substring(0, name.length() - common.length())
                        : "";
        String latex = Escape.latex(before);
        return label.plain().startsWith(before) && label.latex().startsWith(latex)
                ? new Label(
                        label.plain().substring(before.length()),
                        label.latex().substring(latex.length()))
                : label;
    }
}
