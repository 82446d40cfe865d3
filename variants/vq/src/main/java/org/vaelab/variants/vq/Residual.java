// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * Residual quantisation: R stages of a quantiser, each of what the earlier ones leave (Zeghidour et
 * al. 2021, algorithm 1; Lee et al. 2022, section 3.1). {@link QuantisedFamily} has the formula.
 */
@Cites({"zeghidour2021", "lee2022"})
@Part(
        value = "residual",
        description = "R codes at each of n positions, each of what the earlier ones leave",
        paper = "Zeghidour et al. (2021), Lee et al. (2022)",
        variant = "residual")
public record Residual(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
        @Setting("R, the number of stages") int stages,
        @Setting(
                        "the quantiser of a stage, without positions and grid: a name, or a mapping with"
                                + " type and settings")
                JsonNode quantiser,
        @Setting(
                        value =
                                "probability that the decoder sees the codes of the first stages of an"
                                        + " example alone, in training: r of them, r uniform on 1, ..., R - 1",
                        defaultValue = "0")
                double dropout)
        implements PosteriorPart {

    public Residual {
        grid = QuantiserPart.copy(grid);
        Counts.atLeastOne("stages", stages);
        QuantiserPart.space(positions, grid, stages, 2);
        if (!(dropout >= 0 && dropout <= 1)) {
            throw new SettingException("dropout", "must be in [0, 1], is " + dropout);
        }
        if (dropout > 0 && stages == 1) {
            throw new SettingException(
                    "dropout", "needs at least 2 stages, of which the later ones can be left out");
        }
        quantiser = quantiser.deepCopy();
        if (quantiser.has("positions") || quantiser.has("grid")) {
            throw new SettingException(
                    "quantiser", "has no positions of its own; set positions or grid beside it");
        }
    }

    @Override
    public Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(part(parts).space());
    }

    @Override
    public void check(Parts parts) {
        part(parts);
    }

    @Override
    public Collection<PosteriorPart> inner(Parts parts) {
        return List.of(part(parts).of);
    }

    @Override
    public PosteriorFamily create(PartContext context) {
        return part(context.parts()).create(context);
    }

    private Staged part(Parts parts) {
        Map<String, Object> where = new LinkedHashMap<>();
        if (positions != null) {
            where.put("positions", positions);
        }
        if (grid != null) {
            where.put("grid", grid);
        }
        PosteriorPart chosen;
        try {
            chosen = parts.of(PosteriorPart.class).create(quantiser, where);
        } catch (IllegalArgumentException e) {
            // Without its cause: who explains a refusal looks for the innermost message.
            throw SettingException.about("quantiser", "" + e.getMessage());
        }
        if (!(chosen instanceof QuantiserPart of)) {
            throw SettingException.about(
                    "quantiser",
                    ("posterior '%s' has no codes to add up; take fsq, lfq, bsq, simvq or"
                                    + " vector-quantised")
                            .formatted(PartType.nameOf(chosen)));
        }
        return new Staged(this, of);
    }

    /** The stages as a quantiser of n R codes. */
    private record Staged(Residual settings, QuantiserPart of) implements QuantiserPart {

        @Override
        public @Nullable Integer positions() {
            return settings.positions;
        }

        @Override
        public @Nullable List<Integer> grid() {
            return settings.grid;
        }

        @Override
        public int size() {
            return of.size();
        }

        @Override
        public Quantiser quantiser(PartContext context, int stage) {
            return of.quantiser(context, stage);
        }

        @Override
        public GradientCopy gradient() {
            return of.gradient();
        }

        @Override
        public int stages() {
            return settings.stages;
        }

        @Override
        public double dropout() {
            return settings.dropout;
        }
    }
}
