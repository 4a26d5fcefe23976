package org.wahook.admin.health;

import org.wahook.admin.integration.AccountPlace;
import org.wahook.admin.rest.Page;

/** Reads the health of accounts, for callers over HTTP and for the console. */
public final class AccountHealthOperations {

    private final AccountHealthStore store;

    public AccountHealthOperations(AccountHealthStore store) {
        this.store = store;
    }

    public Page<AccountHealth> list(AccountHealthQuery query) {
        return Page.of(
                store.list(query.chatbotId(), query.after(), query.limit()),
                query.limit(),
                account -> new AccountPlace(account.createdAt(), account.id()).mark());
    }
}
