// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * The learned parameters of a model one after the other in one array, group by group: what shares
 * the first part of its name is a group.
 */
final class ParameterGroups {

    /**
     * A stretch of the array.
     *
     * @param from the first scalar
     * @param to the one after the last
     */
    record Group(String name, int from, int to) {
        int size() {
            return to - from;
        }

        /** Returns sum_i a_i b_i over the group. */
        double dot(double[] a, double[] b) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += a[i] * b[i];
            }
            return sum;
        }
    }

    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final int size;

    ParameterGroups(List<Parameter> all) {
        Map<String, List<Parameter>> byName = new LinkedHashMap<>();
        for (Parameter parameter : all) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                String first = parameter.name().replaceFirst("\\..*", "");
                byName.computeIfAbsent(first, name -> new ArrayList<>()).add(parameter);
            }
        }
        int from = 0;
        for (Map.Entry<String, List<Parameter>> group : byName.entrySet()) {
            int to = from;
            for (Parameter parameter : group.getValue()) {
                to = Math.addExact(to, parameter.value().shape().size());
            }
            parameters.addAll(group.getValue());
            groups.add(new Group(group.getKey(), from, to));
            from = to;
        }
        size = from;
        if (groups.size() > 1) {
            groups.add(new Group(GradientQuality.Group.ALL, 0, size));
        }
    }

    /** Returns the groups, that of all parameters last, if there are several. */
    List<Group> groups() {
        return groups;
    }

    /** Returns the number of scalars. */
    int size() {
        return size;
    }

    /** Copies a gradient into the array; 0 where there is none. */
    void read(Gradients gradients, double[] into) {
        int at = 0;
        for (Parameter parameter : parameters) {
            double[] values = gradients.of(parameter.value()).readDoubles();
            System.arraycopy(values, 0, into, at, values.length);
            at += values.length;
        }
    }
}
