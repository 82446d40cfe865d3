// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of one class that differ in components that are no settings. */
class PartTypeTest {

    /** A part of several names. */
    @ExtensionPoint("shape")
    interface Shape {}

    record Polygon(
            @JsonIgnore int corners, @Setting(value = "its size", defaultValue = "1") double size)
            implements Shape {}

    record Plain(int corners) implements Shape {}

    record Mixed(int corners, @Setting(value = "its size", defaultValue = "1") double size)
            implements Shape {}

    private static final Parts NONE =
            new Parts() {
                @Override
                public <P> Registry<P> of(Class<P> point) {
                    throw new AssertionError("no other part is looked for");
                }
            };

    private static Shape read(PartType<Shape> type, Map<String, ?> settings) {
        return type.bind("shape", StrictMapper.tree(settings), NONE);
    }

    @Test
    void whatIsNoSettingIsThatOfTheInstance() {
        PartType<Shape> type = PartType.of("triangle", new Polygon(3, 7));
        assertThat(type.keyNames()).containsExactly("size");
        assertThat(read(type, Map.of("size", 2))).isEqualTo(new Polygon(3, 2));
        assertThat(read(type, Map.of())).isEqualTo(new Polygon(3, 1));
        assertThatThrownBy(() -> read(type, Map.of("corners", 4)))
                .hasMessageStartingWith("shape has no setting 'corners'");
    }

    @Test
    void aConfigHasTheNameAloneWhereSettingsAreTheDefaults() {
        PartType<Shape> type = PartType.of("triangle", new Polygon(3, 1));
        assertThat(type.choiceOfSettings(new Polygon(3, 1))).isEqualTo(PartChoice.of("triangle"));
        assertThat(type.choiceOfSettings(new Polygon(3, 2)))
                .isEqualTo(new PartChoice("triangle", Map.of("size", 2.0)));
    }

    @Test
    void anInstanceWithoutSettingsIsItself() {
        PartType<Shape> type = PartType.of("square", new Plain(4));
        assertThat(type.keyNames()).isEmpty();
        assertThat(read(type, Map.of())).isEqualTo(new Plain(4));
    }

    @Test
    void aComponentThatIsNeitherIsRefused() {
        assertThatThrownBy(() -> PartType.of("mixed", (Shape) new Mixed(4, 1)).keys())
                .hasMessageEndingWith("a component has neither @Setting nor @JsonIgnore");
    }
}
