// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.reference.Descriptions;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.SettingKey;

/** What {@code describe} says of sections, of keys, and of names that nothing has. */
final class DescribeTest {

    private final Terminal terminal = new Terminal();

    @Test
    void keysThatAreReadWithTheModelBelongToTheirSection() {
        assertThat(terminal.vaelab("describe", "evaluation")).isZero();
        assertThat(terminal.out())
                .containsPattern("(?m)^inference +inference, or list of them +none +further")
                .containsPattern("(?m)^gradients +mapping +none +which gradients are compared")
                .containsPattern("(?m)^gradients.draws +integer +200 ")
                .containsPattern("(?m)^gradients.of +mapping ");
    }

    @Test
    void aKeyIsFoundWithTheKeysInsideIt() {
        assertThat(terminal.vaelab("describe", "earlyStopping")).isZero();
        assertThat(terminal.out())
                .startsWith("key training.earlyStopping\n  early stopping on validation data")
                .containsPattern("(?m)^training.earlyStopping +mapping +none ")
                .containsPattern("(?m)^training.earlyStopping.every +integer, or epochs +500 ")
                .doesNotContain("training.batch");
        assertThat(terminal.vaelab("describe", "data.calendar")).isZero();
        assertThat(terminal.out())
                .containsPattern("(?m)^data source series: calendar +list of texts +none ");
    }

    @Test
    void everyKeyOfASectionIsFoundWithItsPathAndWithout() {
        Descriptions descriptions =
                new Descriptions(Plugins.load(DescribeTest.class.getClassLoader()));
        List<DescribedSections.Section> sections = new ArrayList<>(DescribedSections.ofModels());
        sections.add(DescribedSections.top());
        assertThat(sections).extracting("name").contains("training", "data", "evaluation");
        List<String> keys = new ArrayList<>();
        for (DescribedSections.Section section : sections) {
            String path = section.equals(DescribedSections.top()) ? "" : section.name() + ".";
            add(section.settings(), path, keys);
            section.further().forEach(further -> keys.add(path + further.key()));
        }
        assertThat(keys).hasSizeGreaterThan(60).contains("training.earlyStopping.patience");
        for (String key : keys) {
            for (String name : List.of(key, key.substring(1 + key.lastIndexOf('.')))) {
                assertThat(descriptions.of(name))
                        .as("%s of %s", name, key)
                        .anyMatch(
                                found ->
                                        found.kind().equals("key")
                                                && found.keys().stream()
                                                        .anyMatch(row -> row.get(0).equals(key)));
            }
        }
    }

    private static void add(Class<?> settings, String path, List<String> keys) {
        for (SettingKey key : SettingKey.of(settings)) {
            keys.add(path + key.name());
            if (key.component().getType().isRecord()
                    && Expectation.creator(key.component().getType()).isEmpty()) {
                add(key.component().getType(), path + key.name() + ".", keys);
            }
        }
    }

    @Test
    void aPartOfANameFindsIt() {
        assertThat(terminal.vaelab("describe", "ais")).isEqualTo(2);
        assertThat(terminal.err()).contains("did you mean 'logLikelihood.ais'?");
    }
}
