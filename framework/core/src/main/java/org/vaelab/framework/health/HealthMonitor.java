// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.health;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;

/**
 * Applies all rules to each new observation. A problem is reported once for each subject and phase,
 * when it is found.
 */
@Internal
public final class HealthMonitor {

    private final SortedMap<String, HealthRule> rules;
    private final List<HealthObservation> ofPhase = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    /**
     * Creates a monitor.
     *
     * @param rules by name
     * @param earlier the observations before a resumption; none for a new run
     */
    public HealthMonitor(Map<String, HealthRule> rules, List<HealthObservation> earlier) {
        this.rules = new TreeMap<>(rules);
        // Rules have no state: replaying the observations recovers what was reported.
        earlier.forEach(this::hear);
    }

    /** Returns what an observation shows for the first time, in the order of the names of rules. */
    public List<HealthFinding> hear(HealthObservation observation) {
        if (!ofPhase.isEmpty()
                && !ofPhase.get(ofPhase.size() - 1).phase().equals(observation.phase())) {
            ofPhase.clear();
            known.clear();
        }
        ofPhase.add(observation);
        Observations seen = new Observations(ofPhase);
        List<HealthFinding> found = new ArrayList<>();
        rules.forEach(
                (name, rule) -> {
                    for (HealthRule.Diagnosis diagnosis : rule.examine(seen)) {
                        if (known.add(name + " " + diagnosis.subject())) {
                            found.add(
                                    new HealthFinding(
                                            observation.step(),
                                            name,
                                            diagnosis.subject(),
                                            diagnosis.message(),
                                            diagnosis.remedy()));
                        }
                    }
                });
        return found;
    }
}
