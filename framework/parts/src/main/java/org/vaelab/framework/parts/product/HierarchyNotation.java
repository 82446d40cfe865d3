// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.parts.product.ProductText.Factor;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Parts;

/**
 * Chains of latent variables as a config writes them, parents first: {@code normal(50) >
 * normal(100)}.
 *
 * <pre>
 *   hierarchy = layer "&gt;" layer { "&gt;" layer }
 *   layer     = factor { ("x" | "×") factor }        as in {@link ProductText}
 * </pre>
 */
public final class HierarchyNotation {

    private HierarchyNotation() {}

    /** Returns whether a text is meant as a hierarchy. */
    public static boolean isHierarchy(String text) {
        return text.indexOf('>') >= 0;
    }

    /**
     * Reads a hierarchy. A layer is called as its distribution is as a factor, or {@code product};
     * layers of one name are numbered from 1, parents first.
     *
     * @throws IllegalArgumentException if the text is not of this form, a name is unknown or
     *     settings are refused; lines after the first are hints
     */
    public static Hierarchy parse(String text, Parts parts) {
        List<List<Factor>> layers = new ProductParser(text).hierarchy();
        Factors factors = new Factors(parts);
        List<PosteriorPart> chosen = new ArrayList<>();
        List<String> called = new ArrayList<>();
        for (List<Factor> layer : layers) {
            if (layer.size() == 1) {
                chosen.add(factors.choose(layer.get(0)));
                called.add(factors.called(layer.get(0)));
            } else {
                ProductText product = new ProductText(layer);
                // Refused here, a factor has its position in the whole text.
                factors.find(product);
                chosen.add(new ProductFamily.Settings(product.toString()));
                called.add("product");
            }
        }
        return new Hierarchy(text, Factors.numbered(called, chosen));
    }
}
