// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingTest {

    /** How far. */
    enum Reach {
        NEAR,
        FAR_AWAY
    }

    record Inner(@Setting(value = "a number", defaultValue = "0.5") double rate) {}

    record Example(
            @Setting("the dimension") int latent,
            @Setting(value = "draws", defaultValue = "5") int samples,
            @Setting(value = "widths", defaultValue = "[64, 64]") List<Integer> hidden,
            @Setting(value = "how far", defaultValue = "far-away") Reach reach,
            @Setting(value = "a text", defaultValue = "12") String text,
            @Setting(value = "a mapping", defaultValue = "{}") Inner inner,
            @Setting("absent without a default") @Nullable Integer limit) {}

    @Test
    void keysThatAreLeftOutHaveTheirDefaults() {
        assertThat(StrictMapper.of(Example.class, Map.of("latent", 3)))
                .isEqualTo(
                        new Example(
                                3, 5, List.of(64, 64), Reach.FAR_AWAY, "12", new Inner(0.5), null));
    }

    /** One of two kinds of a value. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = Kind.Only.class, name = "only"))
    sealed interface Kind {
        record Only(@Setting("a number") double rate) implements Kind {}
    }

    record Holder(@Setting("a value with a type") Kind kind) {}

    @Test
    void aValueKeepsItsType() {
        Kind.Only kind = new Kind.Only(0.5);
        assertThat(StrictMapper.of(Holder.class, Map.of("kind", kind))).isEqualTo(new Holder(kind));
    }

    @Test
    void keysThatAreWrittenHaveTheirValues() {
        Map<String, Object> written =
                Map.of("latent", 3, "samples", 7, "reach", "near", "inner", Map.of("rate", 2.0));
        Example read = StrictMapper.of(Example.class, written);
        assertThat(read.samples()).isEqualTo(7);
        assertThat(read.reach()).isEqualTo(Reach.NEAR);
        assertThat(read.inner().rate()).isEqualTo(2);
    }

    /** A JSON Schema calls 2e3 and 20.0 integers too. */
    @Test
    void anIntegerMayBeWrittenAsAnyNumber() {
        Example read = StrictMapper.of(Example.class, Map.of("latent", 2e3, "samples", 20.0));
        assertThat(read.latent()).isEqualTo(2000);
        assertThat(read.samples()).isEqualTo(20);
        for (double other : List.of(2.5, 3e9, Double.NaN)) {
            assertThatThrownBy(() -> StrictMapper.of(Example.class, Map.of("latent", other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("latent");
        }
    }

    @Test
    void aKeyWithoutADefaultIsRequired() {
        assertThat(SettingKey.of(Example.class))
                .filteredOn(SettingKey::isRequired)
                .extracting(SettingKey::name)
                .containsExactly("latent");
        assertThatThrownBy(() -> StrictMapper.defaults(Example.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("latent");
    }

    @Test
    void aValueOfAnotherKindIsRejected() {
        Map<String, Object> written = Map.of("latent", 3, "samples", "many");
        assertThatThrownBy(() -> StrictMapper.of(Example.class, written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples");
    }
}
