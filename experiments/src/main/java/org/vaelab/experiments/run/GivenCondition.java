// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** What the command line gives a conditional model: values of label columns. */
final class GivenCondition {

    private final Condition condition;

    GivenCondition(Condition condition) {
        this.condition = condition;
    }

    /**
     * Returns the columns of the condition by name, [n, cardinality] each.
     *
     * @param texts {@code value}, where the model has one column, or {@code column=value}
     * @throws IllegalArgumentException if the model has no such column, or the column no such value
     */
    Map<String, Tensor> of(List<String> texts, int n, TensorRuntime runtime) {
        Map<String, Tensor> given = condition.inTurn(n, runtime);
        for (String text : texts) {
            int sign = text.indexOf('=');
            LabelColumn column = sign < 0 ? only(text) : column(text.substring(0, sign));
            String name = text.substring(sign + 1);
            int value = column.valueNames().indexOf(name);
            if (value < 0) {
                throw new IllegalArgumentException(
                        "--condition "
                                + text
                                + ": '"
                                + column.name()
                                + "' has no value '"
                                + name
                                + "'\n"
                                + Spelling.hint(name, column.valueNames()));
            }
            given.putAll(new Condition(List.of(column)).of(new int[] {value}, n, runtime));
        }
        return given;
    }

    private LabelColumn only(String text) {
        if (condition.columns().size() == 1) {
            return condition.columns().get(0);
        }
        throw new IllegalArgumentException(
                "--condition "
                        + text
                        + (condition.isNone()
                                ? ": this model is not conditioned on anything"
                                : ": which of "
                                        + names()
                                        + " is meant? write for example "
                                        + condition.columns().get(0).name()
                                        + "="
                                        + text));
    }

    private LabelColumn column(String name) {
        return condition.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--condition: this model is "
                                                + (condition.isNone()
                                                        ? "not conditioned on anything"
                                                        : "conditioned on "
                                                                + names()
                                                                + ", not on '"
                                                                + name
                                                                + "'")));
    }

    private String names() {
        return condition.columns().stream()
                .map(LabelColumn::name)
                .collect(Collectors.joining(", "));
    }
}
