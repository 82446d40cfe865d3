// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.HeadStart;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Likelihood.DecoderNetworks;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;

/**
 * Modalities that are independent given z, each with a likelihood and a decoder of its own:
 *
 * <pre>
 *   log p(x given z) = sum_m o_m log p(x_m given z),   o_m = 1 if modality m is observed, else 0
 * </pre>
 *
 * <p>in nats, without weights. A modality that is missing adds nothing: it is summed over.
 *
 * @param each of the modalities in the order of their values
 * @param privateFactors whether each sees the factors of z that are shared and its own, {@link
 *     PrivateFactors}
 * @param present those that some datum has; decoders of others do not run for a density
 */
public record JoinedLikelihood(
        List<JoinedLikelihood.Each> each, boolean privateFactors, Collection<Modality> present)
        implements Likelihood {

    /** The likelihood of one modality. */
    record Each(Modality modality, Likelihood likelihood) {

        Head head() {
            return likelihood.head(modality.shape());
        }

        double[] start(double[] mean) {
            double[] own = Arrays.copyOfRange(mean, modality.from(), modality.to());
            return HeadStart.of(likelihood, own, head().width());
        }
    }

    /** The settings. */
    @Part(
            value = "joined",
            description = "several modalities, independent given z, each with its own likelihood")
    public record Settings(
            @Setting(
                            value =
                                    "likelihoods by the names of the modalities: a name, or a mapping with"
                                            + " type and settings; by default those that their sources"
                                            + " suggest",
                            defaultValue = "{}")
                    Map<String, JsonNode> parts,
            @Setting(
                            value =
                                    "whether each modality sees the shared factors of z and its own alone:"
                                            + " of n modalities the last n factors are private, in"
                                            + " order; default false",
                            defaultValue = "false")
                    boolean privateFactors)
            implements LikelihoodPart {

        public Settings {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }

        @Override
        public Likelihood create(PartContext context) {
            List<Modality> modalities = context.data().form().modalities();
            if (modalities.isEmpty()) {
                // A likelihood of nothing, which is rejected for its domain.
                return new JoinedLikelihood(List.of(), privateFactors);
            }
            List<String> names = modalities.stream().map(Modality::name).toList();
            for (String name : parts.keySet()) {
                if (!names.contains(name)) {
                    throw new IllegalArgumentException(
                            "likelihood.parts: the data have no modality '%s'\n%s"
                                    .formatted(name, Spelling.hint(name, names)));
                }
            }
            List<Each> each = new ArrayList<>();
            for (Modality modality : modalities) {
                each.add(new Each(modality, likelihood(modality, context.ofModality(modality))));
            }
            return new JoinedLikelihood(each, privateFactors);
        }

        private Likelihood likelihood(Modality modality, PartContext context) {
            JsonNode named =
                    parts.getOrDefault(modality.name(), TextNode.valueOf(modality.likelihood()));
            LikelihoodPart part = context.parts().of(LikelihoodPart.class).create(named, Map.of());
            Likelihood made = part.create(context);
            if (made.exposure().isPresent()) {
                throw new SettingException("exposure", "a modality has none; leave it out");
            }
            String name =
                    "likelihood '%s' of modality '%s'"
                            .formatted(PartType.nameOf(part), modality.name());
            LikelihoodFit.requireDensity(
                    name,
                    made,
                    modality.domain(),
                    () -> "set likelihood.parts." + modality.name() + ", or data.binarizeParts");
            return LikelihoodFit.ofObserved(name, made, context);
        }
    }

    public JoinedLikelihood {
        each = List.copyOf(each);
    }

    JoinedLikelihood(List<JoinedLikelihood.Each> each, boolean privateFactors) {
        this(each, privateFactors, each.stream().map(Each::modality).toList());
    }

    /** Returns a likelihood of several modalities for data that have one alone. */
    static Likelihood alone(Likelihood of, Modality present) {
        return of instanceof JoinedLikelihood all
                ? new JoinedLikelihood(all.each, all.privateFactors, List.of(present))
                : of;
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.MODALITIES);
    }

    @Override
    public boolean takesMissingValues() {
        return true;
    }

    @Override
    public DataMeasure measure(DataShape x) {
        return DataMeasure.ofParts(
                each.stream()
                        .map(
                                of ->
                                        IntStream.range(of.modality().from(), of.modality().to())
                                                .toArray())
                        .toList(),
                each.stream().map(of -> of.likelihood().measure(of.modality().shape())).toList());
    }

    @Override
    public List<String> given() {
        return each.stream()
                .flatMap(
                        of ->
                                of.likelihood().given().stream()
                                        .map(g -> g + " of " + of.modality().name()))
                .toList();
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(
                each.stream()
                        .flatMap(
                                of ->
                                        of.head().outputs().stream()
                                                .map(output -> output.within(of.modality().name())))
                        .toArray(Head.Output[]::new));
    }

    /** {@inheritDoc} They are side by side, in the order of the modalities. */
    @Override
    public Decoder decoder(DecoderNetworks networks) {
        Map<String, Decoder> all = new LinkedHashMap<>();
        List<String> factors = networks.factors();
        Optional<PrivateFactors> divided =
                privateFactors
                        ? Optional.of(
                                PrivateFactors.of(
                                        "likelihood.privateFactors",
                                        factors,
                                        each.stream().map(Each::modality).toList()))
                        : Optional.empty();
        for (Each of : each) {
            int m = all.size();
            List<String> seen = divided.map(parts -> parts.seenBy(m)).orElse(factors);
            all.put(of.modality().name(), networks.of(of.modality(), of.likelihood(), seen));
        }
        return new JoinedDecoder(all);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(
                mean,
                all -> each.stream().flatMapToDouble(of -> Arrays.stream(of.start(all))).toArray());
    }

    @Override
    public long heldPerRow(DataShape x) {
        return each.stream()
                .mapToLong(of -> of.likelihood().heldPerRow(of.modality().shape()))
                .sum();
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        List<Supplier<OutputDistribution>> parts = new ArrayList<>();
        int from = 0;
        for (Each of : each) {
            int to = from + of.head().width();
            parts.add(made(of.likelihood().of(headOutput.slice(-1, from, to))));
            from = to;
        }
        return output(parts);
    }

    @Override
    public OutputDistribution of(Network decoder, Tensor seen, Map<String, Tensor> given) {
        if (!(decoder instanceof JoinedDecoder joined) || each.isEmpty()) {
            return of(decoder.apply(seen));
        }
        List<Supplier<OutputDistribution>> parts = new ArrayList<>();
        for (Each of : each) {
            Decoder own = joined.of(of.modality());
            parts.add(
                    present.contains(of.modality())
                            ? made(of.likelihood().of(own, seen, given))
                            : () -> of.likelihood().of(own, seen, given));
        }
        return output(parts);
    }

    private static Supplier<OutputDistribution> made(OutputDistribution output) {
        return () -> output;
    }

    private OutputDistribution output(List<Supplier<OutputDistribution>> parts) {
        return new JoinedOutput(each.stream().map(Each::modality).toList(), parts, present);
    }

    @Override
    public List<Parameter> parameters() {
        return each.stream()
                .flatMap(
                        of ->
                                of.likelihood().parameters().stream()
                                        .map(p -> p.within(of.modality().name())))
                .toList();
    }
}
