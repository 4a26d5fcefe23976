package org.wahook.shared.meta;

import java.util.List;

/**
 * One webhook body: the changes of all its entries, in order, and what of it could not be understood.
 *
 * @param changes in the order of the body
 * @param broken items that are not what they should be; the rest of the body is unharmed
 */
public record Webhook(List<Change> changes, List<BrokenItem> broken) {

    public Webhook {
        changes = List.copyOf(changes);
        broken = List.copyOf(broken);
    }
}
