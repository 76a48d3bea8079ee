# %% [markdown]
# # CHAPTER_TITLE
#
# What centring does to three people.

# %%
from chNN_name import given, scaling

print(given.PEOPLE)

# %% [markdown]
# Each column has a mean of its own. What will the means be afterwards?

# %%
centred = scaling.centre(given.PEOPLE)
print(centred)
print(centred.mean(axis=0))
