// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.record.RunRecord;

/** Counts the parameters of a model by the part that has them. */
final class ParameterCounts {

    private static final String ESTIMATOR = "estimator";

    private ParameterCounts() {}

    /**
     * Returns the number of trained parameters by network or part: {@code encoder}, {@code
     * decoder}, {@code prior}, and so on, in the order of the model. Those of the estimator come
     * last. State has an entry of its own, {@code state.posterior.codebook.codes}. So have frozen
     * parameters.
     *
     * @param frozen parameters of the model that are not trained
     */
    static Map<String, Long> of(AssembledModel assembled, List<Parameter> frozen) {
        Set<String> fixed = frozen.stream().map(Parameter::name).collect(Collectors.toSet());
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, Long> state = new LinkedHashMap<>();
        add(assembled.model().parameters(), fixed, counts, state);
        List<Parameter> own =
                assembled.estimatorParameters().stream().map(p -> p.within(ESTIMATOR)).toList();
        add(own, Set.of(), counts, state);
        counts.putAll(state);
        return counts;
    }

    private static void add(
            List<Parameter> parameters,
            Set<String> fixed,
            Map<String, Long> counts,
            Map<String, Long> state) {
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            long size = parameter.value().shape().size();
            if (parameter.role() == Parameter.Role.LEARNED && !fixed.contains(name)) {
                counts.merge(name.split("\\.", 2)[0], size, Long::sum);
            } else {
                state.merge(RunRecord.STATE + name, size, Long::sum);
            }
        }
    }
}
