// The words of phrases: 1,024 plain English ones that differ in their first four letters, so that they are told apart when
// they are heard badly or cut short. Their order is part of the format: a word changed is another phrase for everybody.

const WORDS = `
acid acorn actor admire advice aerial agent agree airport album alert alien almond alpine always amber ample anchor
angel animal ankle answer antler apple april apron arcade arena armor arrow artist ashes aspen atlas atom attic august
author autumn avenue avocado awake award axis baby bacon badge bagel baker ballet bamboo banana banjo barber basil
basket bath battery beach beard beauty bedroom beetle bench beside better bicycle bigger bird biscuit bishop blanket
blend bless blind blossom board boat body boil bonus book border bottle bounce bowl boxer brain brave bread brick
bridge bright broom brother brush bubble bucket budget buffalo build burger bus butter buzz cabin cactus cafe cake
camel campus canal candle canvas canyon captain carbon cargo carpet carrot cashew castle catch cave celery cello
cement center chain chalk champion chapter charm cheese cherry chess chicken chimney circle citizen city clap class
clever cliff climb clock cloud clover clown coach coast cobalt cobra coconut coffee coin collar comet common compass
concert cook copper coral corner cotton couch country cousin cover cowboy crab cradle crane crater crayon cream
cricket crisp crop crowd crystal cube cuckoo culture curious curtain cushion custom cycle daily dairy daisy damp dance
daring dash daughter dawn decade december deep deer delight dentist design develop diamond diary diesel dinner
dinosaur direct dish diver doctor dollar dolphin domain domino donkey door double dove dragon drama draw dream dress
drift drink drum duck dumpling dust eager eagle early earth easel east easy echo edge elbow elder elegant elephant elm
ember emerald empty energy engine enjoy enter envelope escape evening example exhibit exotic expert eyebrow fabric
factory fairy faith falcon family famous fancy farm fashion father feather february fence fern ferry festival fiction
field figure film final finger fire fish flag flame flavor fleet flight float flood flower flute focus foggy folder
food forest forget fork fossil fountain fox freedom fresh friend frog frost fruit fuel funny furnace future galaxy
gallon game garage garden garlic gather gecko gem general gentle geology giant gift ginger giraffe glacier glad glass
globe glory glove goat gold goose grain grape gravity green grid grocery group guard guitar gulf gull gym habit half
hammer hamster handle happy harbor harvest hatch hazel head health heart hedge helmet helpful herb hero hidden hill
hippo history hobby hockey hold holiday home honey hood hope horizon horse hotel house hover human humble hungry husky
hut icicle icon idea igloo image impact improve index ink insect inside invent iris iron island ivory ivy jacket
jaguar jam january jazz jelly jersey jewel jigsaw job jogger join joke journey joy juggle juice july jumbo jump june
jungle just kangaroo kayak kettle keyboard kind king kiosk kitchen kite kitten kiwi knee knife knock koala label lace
ladder lagoon lake lamp language lantern laptop large laser laugh lava lawn layer lazy leader leaf learn leather
lecture legend lemon lend leopard letter library lift light lilac linen lion liquid listen little lizard llama loaf
lobster local locket lodge long loop lorry lounge loyal lucky luggage lumber lunar lunch lyric machine madam magic
magnet mango manner maple marble march margin market mask match meadow measure melody member memory menu merry message
metal meteor middle midnight mile milk mimic mineral minute mirror mitten mixture mobile model moment monday money
monkey month moon mosaic mother motor mountain mouse movie muffin mule museum music mustard mystery nail name napkin
narrow nation nature near nectar needle neon nephew nest network news nickel niece nimble noble noise noodle normal
north notice novel number nurse nutmeg nylon oak oasis oatmeal oblong observe ocean october offer office olive omelet
onion opal open opera option orange orbit orchid order organ origin ostrich otter outdoor outside oval oven owl owner
oxygen oyster pack paddle page paint palace panda panel panther paper parade parent park parrot party pasta patient
pattern pause peach peanut pear pebble pelican pencil people pepper perfect person petal phone photo piano pickle
picnic picture pigeon pilot pine pink pioneer pipe pirate pixel pizza planet plastic plate plenty plum pocket poem
point polar pond pony popcorn porch portrait potato pottery powder prairie pretty price prince prompt public pudding
pulse pumpkin puppet purple puzzle pyramid quarter queen query quest quick quiet quilt quiz quote rabbit raccoon radar
radio raft rail rainbow rally ramp ranch range rapid raven razor reader recipe record reef reflect region rent repair
rescue return reward rhyme rhythm ribbon rice rich ride ring ripple river robin robot rocket roller romance roof room
rope rose rotate rough round royal rubber ruby rudder rug ruler rumor runner rural rustic sack saddle safari salad
salmon salt sample sand satin sauce scale scarf school science scooter score scout screen sculpt season second secret
seed select senior sentence series shadow shelter sheriff shine ship shoe shop shoulder shrimp shuttle siblings sign
silver singer siren sister sketch skill skirt sky sleep slice slipper slogan slow small smart smile smoke smooth snack
snow soap soccer social sock soda sofa soft soil solar soldier solve sonnet sort sound soup south space sparrow spend
spider spinach spoon spring square squirrel stable stadium stairs star station steam stem step stick stone story
street strong student style sugar suit summer sunset surf sushi swallow swim switch symbol syrup table tackle tadpole
tailor talent tango tank tape target taste taxi teacher team teapot teeth temple tennis tent term theater thread thumb
thunder ticket tide tiger timber tiny tiptoe title toast today toffee together tomato tongue tool topaz torch tornado
tortoise toucan tourist towel toy track trail travel treasure triangle trophy truck trumpet tube tuesday tulip tuna
tundra tunnel turkey turtle tutor tuxedo twig twist umbrella uncle unicorn uniform union unique universe upgrade urban
utensil vacant vacuum valley vanilla vapor variety vase vast vault vector velvet vendor verse vessel veteran viaduct
video village vine violin virtue visitor vitamin vivid voice volcano volume vote voyage vulture waffle wagon walnut
walrus wander warm wash watch water wave wealth wedding weekend welcome west whale wheat whisper white wild willow
window winter wisdom wizard wolf wonder wooden wool word world worthy wreath wrist writer yacht yard yarn year yellow
yoga yogurt young youth yummy zebra zenith zigzag zinc zipper zodiac zone zoom
`;

export const PHRASE_WORD_LIST: readonly string[] = WORDS.trim().split(/\s+/);
